package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A query whose rows are sorted, and perhaps only some of them kept. With a limit or an offset, the
 * last sort keys are all that tells the rows apart.
 *
 * @param order the first sort keys, columns of the query
 */
record SortedQuery(
    Query query, List<SortKey> order, Optional<Integer> limit, Optional<Integer> offset)
    implements Query {

  SortedQuery {
    order = List.copyOf(order);
  }

  private boolean cuts() {
    return limit.isPresent() || offset.isPresent();
  }

  /** Returns the positions of the columns by which the rows are sorted. */
  List<Integer> sortColumns(Context context) {
    List<String> names = query.columns().stream().map(Reference::name).toList();
    List<Integer> positions = new ArrayList<>();
    for (SortKey key : order) {
      if (key.expression() instanceof Reference column) {
        positions.add(names.indexOf(column.name()));
      }
    }
    rest(context).forEach(column -> positions.add(names.indexOf(column.name())));
    return positions;
  }

  private List<Reference> rest(Context context) {
    return cuts()
        ? query
            .identity(context)
            .orElseThrow(() -> new InvalidTreeException("nothing tells the rows apart"))
        : List.of();
  }

  @Override
  public String sql(Context context) {
    String sql = query.sql(context);
    if (!takesOrder()) {
      sql = "SELECT * FROM (" + sql + ") AS sorted";
    }
    String sorted = SortKey.orderBy(order, rest(context), context);
    return sql
        + (sorted.isEmpty() ? "" : " " + sorted)
        + limit.map(rows -> " LIMIT " + rows).orElse("")
        + offset.map(rows -> " OFFSET " + rows).orElse("");
  }

  /** Whether ORDER BY may follow the query's own text. */
  private boolean takesOrder() {
    return query instanceof SetOperation
        || query instanceof Select select && select.distinction().kind() != Distinction.Kind.ON;
  }

  @Override
  public List<Reference> columns() {
    return query.columns();
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    return query.identity(context);
  }

  @Override
  public Stream<Query> simpler() {
    return Stream.of(
            Stream.of(query),
            offset.stream().map(rows -> with(query, order, limit, Optional.empty())),
            limit.stream().map(rows -> with(query, order, Optional.empty(), offset)),
            Simpler.without(order, fewer -> with(query, fewer, limit, offset)),
            Simpler.each(order, SortKey::simpler, changed -> with(query, changed, limit, offset)),
            query.simpler().map(changed -> with(changed, order, limit, offset)))
        .flatMap(candidates -> candidates);
  }

  private static Query with(
      Query query, List<SortKey> order, Optional<Integer> limit, Optional<Integer> offset) {
    return new SortedQuery(query, order, limit, offset);
  }

  @Override
  public Optional<Query> withoutColumn(int column) {
    return query.withoutColumn(column).map(fewer -> with(fewer, order, limit, offset));
  }

  @Override
  public Stream<Query> queries() {
    return Stream.of(query);
  }

  @Override
  public Stream<String> features() {
    return Stream.of(
            Stream.of("ORDER BY"),
            limit.stream().map(rows -> order.isEmpty() ? "LIMIT" : "top-N"),
            offset.stream().map(rows -> "OFFSET"),
            query.features())
        .flatMap(features -> features);
  }
}
