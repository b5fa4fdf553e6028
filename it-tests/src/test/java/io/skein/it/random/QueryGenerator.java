package io.skein.it.random;

import io.skein.it.random.SetOperation.Kind;
import io.skein.it.random.WithQuery.Cte;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes whole queries. Not thread-safe. */
final class QueryGenerator {
  private static final List<SqlType> SET_TYPES =
      List.of(
          SqlType.INTEGER,
          SqlType.INTEGER,
          SqlType.VARCHAR,
          SqlType.VARCHAR,
          SqlType.DATE,
          SqlType.DOUBLE,
          SqlType.BIGINT,
          SqlType.BOOLEAN,
          SqlType.DECIMAL_9_2,
          SqlType.TIMESTAMPTZ,
          SqlType.UUID,
          SqlType.LIST,
          SqlType.STRUCT);

  private final Draft draft;
  private final Choices choices;
  private final SelectGenerator selects;

  QueryGenerator(Draft draft) {
    this.draft = draft;
    this.choices = draft.choices();
    this.selects = new SelectGenerator(draft, this);
  }

  /** Returns a statement. */
  Query statement() {
    Context context = Context.ofStatement();
    if (!choices.chance(22)) {
      return query(context, 2);
    }
    List<Cte> tables = new ArrayList<>();
    Context inside = context;
    int count = choices.between(1, 2);
    for (int i = 0; i < count; i++) {
      String name = draft.name("cte");
      Query query = query(inside, 1);
      tables.add(
          new Cte(name, choices.of("", "", "", "MATERIALIZED ", "NOT MATERIALIZED "), query));
      inside = inside.with(name, query);
    }
    return new WithQuery(tables, query(inside, 1));
  }

  /** Returns a query that may be sorted. */
  Query query(Context context, int depth) {
    Query query =
        depth > 0 && choices.chance(16)
            ? setOperation(context, depth)
            : selects.select(context, depth);
    return choices.chance(40) ? sorted(context, query) : query;
  }

  /** Returns a SELECT with columns of the types that may use the outer columns. */
  Query select(Context context, int depth, List<SqlType> types, List<Reference> outer) {
    return selects.select(context, depth, types, outer);
  }

  /** Returns a SELECT over one table that may use the outer columns. */
  Query correlated(Context context, List<Reference> outer) {
    return selects.correlated(context, outer);
  }

  /** Returns a query with at most one row, nothing if there is none of the type. */
  Optional<Query> oneValue(Context context, SqlType type, List<Reference> outer) {
    if (choices.chance(75)) {
      return selects.aggregated(context, type, outer);
    }
    Query query = selects.select(context, 0, List.of(type), outer);
    return query
        .identity(context)
        .map(rows -> new SortedQuery(query, List.of(), Optional.of(1), Optional.empty()));
  }

  private Query setOperation(Context context, int depth) {
    List<SqlType> types = choices.some(SET_TYPES, choices.between(1, 3));
    Query query =
        new SetOperation(
            choices.of(Kind.values()),
            branch(context, depth, types),
            branch(context, depth, types));
    return choices.chance(20)
        ? new SetOperation(choices.of(Kind.values()), query, branch(context, depth, types))
        : query;
  }

  private Query branch(Context context, int depth, List<SqlType> types) {
    Query select = selects.select(context, depth - 1, types, List.of());
    return choices.chance(12) ? sorted(context, select) : select;
  }

  private Query sorted(Context context, Query query) {
    List<Reference> columns =
        query.columns().stream()
            .filter(column -> column.exact() && column.type() != SqlType.OTHER)
            .toList();
    List<SortKey> order =
        choices.some(columns, choices.between(0, 3)).stream()
            .map(column -> new SortKey(column, choices.of(SortKey.Direction.values())))
            .toList();
    if (query.identity(context).isEmpty() || choices.chance(35)) {
      return order.isEmpty()
          ? query
          : new SortedQuery(query, order, Optional.empty(), Optional.empty());
    }
    Optional<Integer> limit =
        choices.chance(90)
            ? Optional.of(choices.chance(4) ? 0 : choices.of(1, 3, 5, 10, 25, 200))
            : Optional.empty();
    Optional<Integer> offset =
        limit.isEmpty() || choices.chance(30)
            ? Optional.of(choices.chance(4) ? 100 : choices.of(1, 2, 3, 10))
            : Optional.empty();
    return new SortedQuery(query, order, limit, offset);
  }
}
