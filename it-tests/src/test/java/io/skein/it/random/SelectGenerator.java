package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes SELECTs. Not thread-safe. */
final class SelectGenerator {
  private final Choices choices;
  private final QueryGenerator queries;
  private final RelationGenerator relations;

  SelectGenerator(Draft draft, QueryGenerator queries) {
    this.choices = draft.choices();
    this.queries = queries;
    this.relations = new RelationGenerator(draft, queries);
  }

  /** Returns a SELECT with any columns. */
  Query select(Context context, int depth) {
    Relation relation = relations.relation(context, depth);
    List<Expression> filters = filters(context, depth, relation);
    int share = choices.between(0, 99);
    if (share < 40) {
      return new GroupedSelect(choices, queries, context, relation, filters).select(depth);
    }
    if (share < 60) {
      return windows(context, relation, filters);
    }
    return plain(context, relation, filters, depth);
  }

  /** Returns a SELECT with columns of the types that may use the outer columns. */
  Query select(Context context, int depth, List<SqlType> types, List<Reference> outer) {
    Relation relation = depth > 0 ? relations.relation(context, depth) : relations.table();
    List<Expression> filters = new ArrayList<>(filters(context, 0, relation));
    filters.addAll(correlation(relation, outer));
    if (choices.chance(20)) {
      return new GroupedSelect(choices, queries, context, relation, filters).select(types);
    }
    ExpressionGenerator expressions = new ExpressionGenerator(choices, relation.columns());
    List<Output> outputs = new ArrayList<>();
    for (SqlType type : types) {
      outputs.add(output(outputs, expressions.expression(type, choices.chance(70) ? 0 : 1)));
    }
    return ungrouped(
        choices.chance(15) ? Distinction.DISTINCT : Distinction.ALL,
        outputs,
        relation,
        filters,
        List.of());
  }

  /** Returns a SELECT over one table that uses the outer columns. */
  Query correlated(Context context, List<Reference> outer) {
    Relation relation = relations.table();
    List<Expression> filters = new ArrayList<>(filters(context, 0, relation));
    filters.addAll(correlation(relation, outer));
    if (choices.chance(25)) {
      return new GroupedSelect(choices, queries, context, relation, filters).select(0);
    }
    Query query = plain(context, relation, filters, 0);
    return choices.chance(25) && query.identity(context).isPresent()
        ? new SortedQuery(query, List.of(), Optional.of(choices.between(1, 3)), Optional.empty())
        : query;
  }

  /** Returns a SELECT with one aggregate of the type, nothing if there is none. */
  Optional<Query> aggregated(Context context, SqlType type, List<Reference> outer) {
    Relation relation = relations.table();
    List<Expression> filters = new ArrayList<>(filters(context, 0, relation));
    filters.addAll(correlation(relation, outer));
    return new GroupedSelect(choices, queries, context, relation, filters).oneRow(type);
  }

  private Query plain(Context context, Relation relation, List<Expression> filters, int depth) {
    Distinction distinction = distinction(context, relation);
    boolean exact = distinction.kind() == Distinction.Kind.DISTINCT;
    ExpressionGenerator expressions = new ExpressionGenerator(choices, relation.columns());
    List<Output> outputs = new ArrayList<>();
    int count = choices.between(1, 5);
    for (int i = 0; i < count; i++) {
      outputs.add(
          output(
              outputs,
              exact || choices.chance(35) ? expressions.any(2) : choices.of(relation.columns())));
    }
    if (depth > 0 && choices.chance(20)) {
      SubqueryGenerator subqueries =
          new SubqueryGenerator(choices, queries, context, expressions, relation.columns());
      outputs.add(
          output(
              outputs,
              choices.chance(50)
                  ? subqueries.condition()
                  : subqueries.value(expressions.type()).orElseGet(subqueries::condition)));
    }
    return ungrouped(distinction, outputs, relation, filters, List.of());
  }

  private Distinction distinction(Context context, Relation relation) {
    if (choices.chance(15)) {
      return Distinction.DISTINCT;
    }
    if (relation.identity(context).isPresent() && choices.chance(10)) {
      ExpressionGenerator expressions = new ExpressionGenerator(choices, relation.columns());
      return new Distinction(
          Distinction.Kind.ON, choices.some(expressions.leaves(), choices.between(1, 2)));
    }
    return Distinction.ALL;
  }

  private Query windows(Context context, Relation relation, List<Expression> filters) {
    ExpressionGenerator expressions = new ExpressionGenerator(choices, relation.columns());
    WindowGenerator generator =
        new WindowGenerator(choices, expressions, relation.identity(context).isPresent());
    List<Expression> windows = new ArrayList<>();
    int count = choices.between(1, 3);
    for (int i = 0; i < count; i++) {
      windows.add(generator.window());
    }
    List<Output> outputs = new ArrayList<>();
    choices
        .some(relation.columns(), choices.between(0, 3))
        .forEach(column -> outputs.add(output(outputs, column)));
    windows.forEach(window -> outputs.add(output(outputs, window)));
    List<Expression> qualify =
        choices.chance(20)
            ? List.of(new ExpressionGenerator(choices, windows).condition(0))
            : List.of();
    return ungrouped(Distinction.ALL, outputs, relation, filters, qualify);
  }

  private List<Expression> filters(Context context, int depth, Relation relation) {
    List<Expression> filters = new ArrayList<>();
    ExpressionGenerator expressions = new ExpressionGenerator(choices, relation.columns());
    if (choices.chance(depth > 0 ? 38 : 22)) {
      filters.add(expressions.condition(2));
    }
    if (depth > 0 && choices.chance(24)) {
      filters.add(
          new SubqueryGenerator(choices, queries, context, expressions, relation.columns())
              .condition());
    }
    return filters;
  }

  private List<Expression> correlation(Relation relation, List<Reference> outer) {
    return outer.isEmpty()
        ? List.of()
        : new JoinConditions(choices, relation.columns(), outer).conditions();
  }

  static Output output(List<Output> before, Expression expression) {
    return new Output(expression, "c" + before.size());
  }

  private static Query ungrouped(
      Distinction distinction,
      List<Output> outputs,
      Relation relation,
      List<Expression> filters,
      List<Expression> qualify) {
    return new Select(
        distinction, outputs, relation, filters, Optional.empty(), List.of(), qualify);
  }
}
