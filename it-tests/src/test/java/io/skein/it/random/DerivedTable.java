package io.skein.it.random;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A query in FROM. */
record DerivedTable(Query query, String alias) implements Relation {

  @Override
  public String sql(Context context) {
    return "(%s) AS %s".formatted(query.sql(context), alias);
  }

  @Override
  public List<Reference> columns() {
    return query.columns().stream().map(column -> column.of(alias)).toList();
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    return query
        .identity(context)
        .map(columns -> columns.stream().map(column -> column.of(alias)).toList());
  }

  @Override
  public Stream<Relation> simpler() {
    return Stream.concat(
        query instanceof Select select ? Stream.of(select.relation()) : Stream.empty(),
        query.simpler().map(changed -> new DerivedTable(changed, alias)));
  }

  @Override
  public Stream<Query> queries() {
    return Stream.of(query);
  }

  @Override
  public Stream<String> features() {
    return Stream.concat(Stream.of("subquery in FROM"), query.features());
  }
}
