package io.skein.it.random;

import java.util.List;
import java.util.Optional;

/** Makes values and conditions out of queries. */
final class SubqueryGenerator {
  private final Choices choices;
  private final QueryGenerator queries;
  private final Context context;
  private final ExpressionGenerator expressions;
  private final List<Reference> outer;

  /**
   * Creates a generator.
   *
   * @param outer the columns around the subqueries that they may use; none for uncorrelated ones
   */
  SubqueryGenerator(
      Choices choices,
      QueryGenerator queries,
      Context context,
      ExpressionGenerator expressions,
      List<Reference> outer) {
    this.choices = choices;
    this.queries = queries;
    this.context = context;
    this.expressions = expressions;
    this.outer = outer;
  }

  /** Returns a condition with a subquery. */
  Expression condition() {
    return choices.oneOf(this::exists, this::isIn, this::isIn, this::quantified, this::compared);
  }

  private Expression exists() {
    Query query = queries.correlated(context, sometimesOuter(90));
    boolean not = choices.chance(50);
    return new SubqueryCall(
        not ? "subquery NOT EXISTS" : "subquery EXISTS",
        not ? "(NOT EXISTS (%s))" : "(EXISTS (%s))",
        SqlType.BOOLEAN,
        List.of(),
        query);
  }

  private Expression isIn() {
    boolean not = choices.chance(50);
    boolean two = choices.chance(15);
    List<Expression> values =
        two ? List.of(expressions.any(0), expressions.any(0)) : List.of(expressions.any(0));
    Query query =
        queries.select(
            context, 0, values.stream().map(Expression::type).toList(), sometimesOuter(25));
    return new SubqueryCall(
        not ? "subquery NOT IN" : "subquery IN",
        "(" + (two ? "(%s, %s)" : "%s") + (not ? " NOT IN (%s))" : " IN (%s))"),
        SqlType.BOOLEAN,
        values,
        query);
  }

  private Expression quantified() {
    Expression value = expressions.any(0);
    Query query = queries.select(context, 0, List.of(value.type()), sometimesOuter(20));
    String quantifier = choices.of("ANY", "ALL");
    return new SubqueryCall(
        "subquery " + quantifier,
        "(%s " + choices.of("<", "<=", ">", "<>", "=") + " " + quantifier + " (%s))",
        SqlType.BOOLEAN,
        List.of(value),
        query);
  }

  private Expression compared() {
    Expression value = expressions.any(0);
    return value(value.type())
        .map(
            other ->
                (Expression)
                    Call.of(
                        "(%s " + ConditionGenerator.comparison(choices) + " %s)",
                        SqlType.BOOLEAN,
                        value,
                        other))
        .orElseGet(this::exists);
  }

  /** Returns a value with a subquery, nothing if there is none of the type. */
  Optional<Expression> value(SqlType type) {
    List<Reference> used = sometimesOuter(55);
    return queries
        .oneValue(context, type, used)
        .map(
            query ->
                new SubqueryCall(
                    used.isEmpty() ? "subquery scalar" : "subquery scalar correlated",
                    "(%s)",
                    type,
                    List.of(),
                    query));
  }

  private List<Reference> sometimesOuter(int percent) {
    return choices.chance(percent) ? outer : List.of();
  }
}
