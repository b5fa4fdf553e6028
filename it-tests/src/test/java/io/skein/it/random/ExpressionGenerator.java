package io.skein.it.random;

import java.util.List;
import java.util.stream.Stream;

/**
 * Makes expressions of given values. They do not fail, and their results do not depend on which of
 * two equal values, such as the two zeros, they are given.
 */
final class ExpressionGenerator {
  private static final List<SqlType> SMALL_INTEGERS =
      Stream.of(SqlType.values()).filter(SqlType::isSmallInteger).toList();

  private final Choices choices;
  private final LiteralGenerator literals;
  private final List<Expression> leaves;

  /** Creates a generator of expressions of those values that are exact. */
  ExpressionGenerator(Choices choices, List<? extends Expression> values) {
    this.choices = choices;
    this.literals = new LiteralGenerator(choices);
    this.leaves =
        values.stream()
            .filter(value -> value.exact() && value.type() != SqlType.OTHER)
            .map(value -> (Expression) value)
            .toList();
  }

  /** Returns the values of which expressions are made. */
  List<Expression> leaves() {
    return leaves;
  }

  /** Returns one of the types of the values. */
  SqlType type() {
    return leaves.isEmpty() ? SqlType.INTEGER : choices.of(leaves).type();
  }

  /** Returns an expression of any type. */
  Expression any(int depth) {
    return expression(type(), depth);
  }

  /** Returns an expression of the type. */
  Expression expression(SqlType type, int depth) {
    if (depth == 0 || choices.chance(35)) {
      return leaf(type);
    }
    return choices.chance(30) ? choice(type, depth - 1) : operation(type, depth - 1);
  }

  /** Returns one of the values, or a constant. */
  Expression leaf(SqlType type) {
    List<Expression> suitable = leaves.stream().filter(leaf -> leaf.type() == type).toList();
    return suitable.isEmpty() || choices.chance(8) ? literals.literal(type) : choices.of(suitable);
  }

  /** Returns a condition. */
  Expression condition(int depth) {
    return new ConditionGenerator(choices, this).condition(depth);
  }

  private Expression choice(SqlType type, int depth) {
    Expression one = expression(type, depth);
    Expression other = expression(type, depth);
    return choices.oneOf(
        () -> Call.of("coalesce(%s, %s)", type, one, other),
        () -> Call.of("nullif(%s, %s)", type, one, other),
        () -> Call.of("greatest(%s, %s)", type, one, other),
        () -> Call.of("least(%s, %s)", type, one, other),
        () -> Call.of("CASE WHEN %s THEN %s ELSE %s END", type, condition(depth), one, other),
        () -> Call.of("CASE WHEN %s THEN %s END", type, condition(depth), one));
  }

  private Expression operation(SqlType type, int depth) {
    return switch (type) {
      case BOOLEAN -> condition(depth);
      case INTEGER -> choices.chance(30) ? element(depth) : integer(type, depth);
      case TINYINT, SMALLINT, UINTEGER, UBIGINT -> integer(type, depth);
      case BIGINT -> bigint(depth);
      case HUGEINT -> hugeint(depth);
      case DECIMAL_9_2, DECIMAL_38_2, DECIMAL_38_3 -> leaf(type);
      case DECIMAL_18_3 -> decimal(depth);
      case FLOAT -> single(depth);
      case DOUBLE -> floating(depth);
      case VARCHAR -> text(depth);
      case DATE -> date(depth);
      case TIMESTAMP -> timestamp(depth);
      case TIMESTAMPTZ -> zoned(depth);
      case TIME -> Call.of("CAST(%s AS TIME)", type, expression(SqlType.TIMESTAMP, depth));
      case INTERVAL, UUID -> leaf(type);
      case BLOB -> Call.of("encode(%s)", type, expression(SqlType.VARCHAR, depth));
      case LIST -> list(depth);
      case STRUCT ->
          Call.of(
              "struct_pack(a := %s, s := %s)",
              type, expression(SqlType.INTEGER, depth), expression(SqlType.VARCHAR, depth));
      case OTHER -> throw new IllegalArgumentException("no expressions of other types");
    };
  }

  private Expression integer(SqlType type, int depth) {
    Expression value = expression(type, depth);
    return choices.oneOf(
        () -> leaf(type), () -> Call.of("(%s %% CAST(5 AS " + type.sql() + "))", type, value));
  }

  private Expression element(int depth) {
    return choices.oneOf(
        () -> Call.of("(%s)[1]", SqlType.INTEGER, expression(SqlType.LIST, depth)),
        () -> Call.of("(%s)[-1]", SqlType.INTEGER, expression(SqlType.LIST, depth)),
        () -> Call.of("(%s).a", SqlType.INTEGER, expression(SqlType.STRUCT, depth)));
  }

  private Expression bigint(int depth) {
    return choices.oneOf(
        () -> Call.of("len(%s)", SqlType.BIGINT, expression(SqlType.LIST, depth)),
        () -> Call.of("hour(%s)", SqlType.BIGINT, expression(SqlType.TIME, depth)),
        () -> Call.of("octet_length(%s)", SqlType.BIGINT, expression(SqlType.BLOB, depth)),
        () -> Call.of("length(%s)", SqlType.BIGINT, expression(SqlType.VARCHAR, depth)),
        () -> Call.of("year(%s)", SqlType.BIGINT, expression(SqlType.DATE, depth)),
        () -> Call.of("day(%s)", SqlType.BIGINT, expression(SqlType.DATE, depth)),
        () -> Call.of("CAST(%s AS BIGINT)", SqlType.BIGINT, small(depth)),
        () ->
            Call.of(
                "(%s // CAST(3 AS BIGINT))", SqlType.BIGINT, expression(SqlType.BIGINT, depth)));
  }

  private Expression small(int depth) {
    return expression(choices.of(SMALL_INTEGERS), depth);
  }

  private Expression hugeint(int depth) {
    String operator = choices.of("+", "-");
    return choices.oneOf(
        () ->
            Call.of(
                "(CAST(%s AS HUGEINT) " + operator + " %s)",
                SqlType.HUGEINT,
                small(depth),
                small(depth)),
        () -> Call.of("(CAST(%s AS HUGEINT) * 7)", SqlType.HUGEINT, small(depth)),
        () -> Call.of("(%s %% 5)", SqlType.HUGEINT, expression(SqlType.HUGEINT, depth)),
        () -> Call.of("CAST(%s AS HUGEINT)", SqlType.HUGEINT, expression(SqlType.BIGINT, depth)));
  }

  private Expression decimal(int depth) {
    SqlType narrow = choices.of(SqlType.DECIMAL_9_2, SqlType.SMALLINT, SqlType.TINYINT);
    return choices.oneOf(
        () ->
            Call.of(
                "CAST(%s + %s AS DECIMAL(18, 3))",
                SqlType.DECIMAL_18_3,
                expression(SqlType.DECIMAL_9_2, depth),
                expression(narrow, depth)),
        () ->
            Call.of(
                "CAST(%s * 3 AS DECIMAL(18, 3))",
                SqlType.DECIMAL_18_3, leaf(choices.of(SqlType.DECIMAL_9_2, SqlType.DECIMAL_18_3))),
        () ->
            Call.of("CAST(%s AS DECIMAL(18, 3))", SqlType.DECIMAL_18_3, expression(narrow, depth)));
  }

  private Expression single(int depth) {
    Expression value = expression(SqlType.FLOAT, depth);
    return choices.oneOf(
        () -> Call.of("(%s * CAST(2 AS FLOAT))", SqlType.FLOAT, value),
        () -> Call.of("abs(%s)", SqlType.FLOAT, value),
        () -> Call.of("CAST(%s AS FLOAT)", SqlType.FLOAT, small(depth)));
  }

  private Expression floating(int depth) {
    Expression value = expression(SqlType.DOUBLE, depth);
    return choices.oneOf(
        () -> Call.of("(%s + CAST(0.5 AS DOUBLE))", SqlType.DOUBLE, value),
        () -> Call.of("(%s * CAST(2 AS DOUBLE))", SqlType.DOUBLE, value),
        () -> Call.of("abs(%s)", SqlType.DOUBLE, value),
        () -> Call.of("CAST(%s AS DOUBLE)", SqlType.DOUBLE, small(depth)),
        () -> Call.of("CAST(%s AS DOUBLE)", SqlType.DOUBLE, expression(SqlType.FLOAT, depth)),
        () -> Call.of("epoch(%s)", SqlType.DOUBLE, expression(SqlType.INTERVAL, depth)),
        () ->
            Call.of("CAST(%s AS DOUBLE)", SqlType.DOUBLE, expression(SqlType.DECIMAL_9_2, depth)));
  }

  private Expression text(int depth) {
    Expression value = expression(SqlType.VARCHAR, depth);
    SqlType printed =
        choices.of(
            SqlType.INTEGER,
            SqlType.BIGINT,
            SqlType.DATE,
            SqlType.BOOLEAN,
            SqlType.TINYINT,
            SqlType.UUID);
    return choices.oneOf(
        () -> Call.of("(%s).s", SqlType.VARCHAR, expression(SqlType.STRUCT, depth)),
        () -> Call.of("upper(%s)", SqlType.VARCHAR, value),
        () -> Call.of("reverse(%s)", SqlType.VARCHAR, value),
        () -> Call.of("substring(%s, 1, 1)", SqlType.VARCHAR, value),
        () -> Call.of("(%s || %s)", SqlType.VARCHAR, value, leaf(SqlType.VARCHAR)),
        () -> Call.of("concat(%s, '-', %s)", SqlType.VARCHAR, value, leaf(printed)),
        () -> Call.of("replace(%s, 'a', '')", SqlType.VARCHAR, value),
        () -> Call.of("CAST(%s AS VARCHAR)", SqlType.VARCHAR, expression(printed, depth)),
        () -> Call.of("CAST(%s AS VARCHAR)", SqlType.VARCHAR, expression(SqlType.LIST, depth)));
  }

  private Expression date(int depth) {
    Expression value = expression(SqlType.DATE, depth);
    return choices.oneOf(
        () -> Call.of("(%s + 3)", SqlType.DATE, value),
        () -> Call.of("last_day(%s)", SqlType.DATE, value),
        () -> Call.of("CAST(%s AS DATE)", SqlType.DATE, expression(SqlType.TIMESTAMPTZ, depth)),
        () -> Call.of("CAST(%s AS DATE)", SqlType.DATE, expression(SqlType.TIMESTAMP, depth)));
  }

  private Expression zoned(int depth) {
    Expression value = expression(SqlType.TIMESTAMPTZ, depth);
    return choices.oneOf(
        () -> Call.of("(%s + INTERVAL 1 DAY)", SqlType.TIMESTAMPTZ, value),
        () -> Call.of("date_trunc('month', %s)", SqlType.TIMESTAMPTZ, value),
        () ->
            Call.of(
                "CAST(%s AS TIMESTAMPTZ)",
                SqlType.TIMESTAMPTZ, expression(SqlType.TIMESTAMP, depth)));
  }

  private Expression list(int depth) {
    Expression value = expression(SqlType.LIST, depth);
    return choices.oneOf(
        () -> Call.of("list_sort(%s)", SqlType.LIST, value),
        () -> Call.of("list_concat(%s, %s)", SqlType.LIST, value, leaf(SqlType.LIST)),
        () -> Call.of("list_filter(%s, lambda e: e > 1)", SqlType.LIST, value),
        () ->
            Call.of(
                "list_value(%s, %s)",
                SqlType.LIST, expression(SqlType.INTEGER, depth), leaf(SqlType.INTEGER)));
  }

  private Expression timestamp(int depth) {
    Expression value = expression(SqlType.TIMESTAMP, depth);
    return choices.oneOf(
        () -> Call.of("(%s + INTERVAL 1 DAY)", SqlType.TIMESTAMP, value),
        () -> Call.of("date_trunc('day', %s)", SqlType.TIMESTAMP, value),
        () ->
            Call.of(
                "(%s AT TIME ZONE 'Europe/Berlin')",
                SqlType.TIMESTAMP, expression(SqlType.TIMESTAMPTZ, depth)),
        () -> Call.of("CAST(%s AS TIMESTAMP)", SqlType.TIMESTAMP, expression(SqlType.DATE, depth)));
  }
}
