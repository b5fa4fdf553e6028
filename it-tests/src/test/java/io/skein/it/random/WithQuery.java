package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A query with common table expressions.
 *
 * @param tables the expressions; each may read earlier ones
 */
record WithQuery(List<Cte> tables, Query body) implements Query {

  /** A common table expression; the hint is empty, or says whether it is materialized. */
  record Cte(String name, String hint, Query query) {

    private Stream<Cte> simpler() {
      Stream<Cte> plain = hint.isEmpty() ? Stream.empty() : Stream.of(new Cte(name, "", query));
      return Stream.concat(plain, query.simpler().map(changed -> new Cte(name, hint, changed)));
    }
  }

  WithQuery {
    tables = List.copyOf(tables);
  }

  @Override
  public String sql(Context context) {
    List<String> parts = new ArrayList<>();
    Context inside = context;
    for (Cte table : tables) {
      parts.add("%s AS %s(%s)".formatted(table.name(), table.hint(), table.query().sql(inside)));
      inside = inside.with(table.name(), table.query());
    }
    return "WITH " + String.join(", ", parts) + " " + body.sql(inside);
  }

  private Context inside(Context context) {
    Context inside = context;
    for (Cte table : tables) {
      inside = inside.with(table.name(), table.query());
    }
    return inside;
  }

  @Override
  public List<Reference> columns() {
    return body.columns();
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    return body.identity(inside(context));
  }

  /** Returns the positions of the columns by which the rows are sorted. */
  List<Integer> sortColumns(Context context) {
    return body instanceof SortedQuery sorted ? sorted.sortColumns(inside(context)) : List.of();
  }

  @Override
  public Stream<Query> simpler() {
    Stream<Query> without =
        tables.size() == 1
            ? Stream.of(body)
            : Simpler.without(tables, fewer -> new WithQuery(fewer, body));
    return Stream.of(
            without,
            Simpler.each(tables, Cte::simpler, changed -> (Query) new WithQuery(changed, body)),
            body.simpler().map(changed -> (Query) new WithQuery(tables, changed)))
        .flatMap(candidates -> candidates);
  }

  @Override
  public Optional<Query> withoutColumn(int column) {
    return body.withoutColumn(column).map(fewer -> new WithQuery(tables, fewer));
  }

  @Override
  public Stream<Query> queries() {
    return Stream.concat(tables.stream().map(Cte::query), Stream.of(body));
  }

  @Override
  public Stream<String> features() {
    return Stream.of(
            Stream.of("WITH"),
            tables.stream().map(table -> "WITH " + table.hint()),
            tables.stream().map(Cte::query).flatMap(Query::features),
            body.features())
        .flatMap(features -> features)
        .map(String::strip);
  }
}
