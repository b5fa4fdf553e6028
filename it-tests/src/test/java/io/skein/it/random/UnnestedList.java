package io.skein.it.random;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rows, once for each element of one of their lists.
 *
 * @param keepsAll whether rows whose list has no elements stay, without an element
 */
record UnnestedList(Relation rows, Reference list, String alias, boolean keepsAll)
    implements Relation {

  @Override
  public String sql(Context context) {
    return "%s %s (SELECT unnest(%s) AS e) AS %s%s"
        .formatted(
            rows.sql(context),
            keepsAll ? "LEFT JOIN LATERAL" : "CROSS JOIN LATERAL",
            list.sql(),
            alias,
            keepsAll ? " ON true" : "");
  }

  private Reference element() {
    return new Reference(alias, "e", SqlType.INTEGER, list.exact());
  }

  @Override
  public List<Reference> columns() {
    return Stream.concat(rows.columns().stream(), Stream.of(element())).toList();
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    return list.exact()
        ? rows.identity(context)
            .map(columns -> Stream.concat(columns.stream(), Stream.of(element())).toList())
        : Optional.empty();
  }

  @Override
  public Stream<Relation> simpler() {
    return Stream.concat(
        Stream.of(rows),
        rows.simpler().map(changed -> new UnnestedList(changed, list, alias, keepsAll)));
  }

  @Override
  public Stream<Query> queries() {
    return rows.queries();
  }

  @Override
  public Stream<String> features() {
    return Stream.concat(Stream.of("unnest"), rows.features());
  }
}
