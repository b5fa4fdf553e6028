package io.skein.it.random;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows that are written in the query. All have as many values, of the same types. */
record InlineRows(List<List<Literal>> rows, String alias) implements Relation {

  InlineRows {
    rows = List.copyOf(rows);
  }

  @Override
  public String sql(Context context) {
    return "(VALUES %s) AS %s(%s)"
        .formatted(
            rows.stream()
                .map(
                    row ->
                        row.stream()
                            .map(value -> value.sql(context))
                            .collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", ")),
            alias,
            columns().stream().map(Reference::name).collect(Collectors.joining(", ")));
  }

  @Override
  public List<Reference> columns() {
    List<Literal> first = rows.get(0);
    return IntStream.range(0, first.size())
        .mapToObj(i -> new Reference(alias, "v" + i, first.get(i).type(), true))
        .toList();
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    return Optional.of(columns());
  }

  @Override
  public Stream<Relation> simpler() {
    return rows.size() == 1
        ? Stream.empty()
        : Simpler.without(rows, fewer -> new InlineRows(fewer, alias));
  }

  @Override
  public Stream<Query> queries() {
    return Stream.empty();
  }

  @Override
  public Stream<String> features() {
    return Stream.of("VALUES");
  }
}
