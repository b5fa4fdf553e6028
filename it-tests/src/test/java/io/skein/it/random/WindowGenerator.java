package io.skein.it.random;

import java.util.List;
import java.util.Set;

/** Makes window functions over given values whose results are determined. Not thread-safe. */
final class WindowGenerator {
  private static final List<String> ROWS =
      List.of(
          "ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
          "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING",
          "ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW",
          "ROWS UNBOUNDED PRECEDING");
  private static final List<String> PEERS =
      List.of(
          "",
          "",
          "RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
          "GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW",
          "GROUPS BETWEEN CURRENT ROW AND 2 FOLLOWING EXCLUDE GROUP");

  /** Types to which some can be added without an overflow. */
  private static final Set<SqlType> WITH_RANGES =
      Set.of(SqlType.INTEGER, SqlType.DECIMAL_9_2, SqlType.DATE);

  private final Choices choices;
  private final ExpressionGenerator expressions;

  /** Of rows that are alike, two windows could each put another one first: one window may. */
  private boolean mayPlaceRows;

  /**
   * Creates a generator for one SELECT.
   *
   * @param ordered whether something tells the rows apart
   */
  WindowGenerator(Choices choices, ExpressionGenerator expressions, boolean ordered) {
    this.choices = choices;
    this.expressions = expressions;
    this.mayPlaceRows = ordered;
  }

  /** Returns a window function. */
  Expression window() {
    if (mayPlaceRows && choices.chance(50)) {
      mayPlaceRows = false;
      return choices.chance(60) ? ofPosition() : aggregate(total(choices.of(ROWS)));
    }
    return choices.chance(35) ? rank() : aggregate(partial());
  }

  private Expression ofPosition() {
    Expression value = expressions.any(0);
    Over over = total("");
    return choices.oneOf(
        () -> new WindowCall("row_number()", SqlType.BIGINT, true, List.of(), over),
        () -> new WindowCall("row_number()", SqlType.BIGINT, true, List.of(), over),
        () -> new WindowCall("ntile(3)", SqlType.BIGINT, true, List.of(), over),
        () -> ofRow("lag(%s)", value, over),
        () -> ofRow("lead(%s, 2)", value, over),
        () -> ofRow("lag(%s IGNORE NULLS)", value, over),
        () -> ofRow("first_value(%s)", value, over),
        () -> ofRow("last_value(%s)", value, total(choices.of(ROWS))),
        () -> ofRow("nth_value(%s, 2)", value, over));
  }

  private static Expression ofRow(String template, Expression value, Over over) {
    return new WindowCall(template, value.type(), true, List.of(value), over);
  }

  private Expression rank() {
    Over over = new Over(partition(), List.of(sortKey()), false, "");
    String function = choices.of("rank()", "dense_rank()", "percent_rank()", "cume_dist()");
    boolean whole = function.endsWith("rank()") && !function.startsWith("percent");
    return new WindowCall(
        function, whole ? SqlType.BIGINT : SqlType.DOUBLE, whole, List.of(), over);
  }

  private Expression aggregate(Over over) {
    Expression value = expressions.any(0);
    Expression summed = choices.chance(50) ? expressions.leaf(SqlType.INTEGER) : value;
    return choices.oneOf(
        () -> new WindowCall("count(*)", SqlType.BIGINT, true, List.of(), over),
        () -> new WindowCall("count(%s)", SqlType.BIGINT, true, List.of(value), over),
        () -> ofRow(choices.of("min(%s)", "max(%s)"), value, over),
        () ->
            switch (summed.type().family()) {
              case INTEGER ->
                  new WindowCall(
                      choices.of("sum(%s)", "sum(%s)", "sum(DISTINCT %s)"),
                      SqlType.HUGEINT,
                      true,
                      List.of(summed),
                      over);
              case FLOATING ->
                  new WindowCall("sum(%s)", SqlType.DOUBLE, false, List.of(summed), over);
              default ->
                  new WindowCall("count(DISTINCT %s)", SqlType.BIGINT, true, List.of(summed), over);
            });
  }

  private Over total(String frame) {
    List<SortKey> order = choices.chance(70) ? List.of(sortKey()) : List.of();
    return new Over(partition(), order, true, frame);
  }

  /** Returns rows among which no order is determined but that of the sort key. */
  private Over partial() {
    if (choices.chance(40)) {
      return new Over(partition(), List.of(), false, "");
    }
    List<Expression> withRanges =
        expressions.leaves().stream().filter(leaf -> WITH_RANGES.contains(leaf.type())).toList();
    if (!withRanges.isEmpty() && choices.chance(30)) {
      Expression key = choices.of(withRanges);
      String distance = key.type() == SqlType.DATE ? "INTERVAL 5 DAYS" : "2";
      return new Over(
          partition(),
          List.of(new SortKey(key, choices.of(SortKey.Direction.values()))),
          false,
          "RANGE BETWEEN %s PRECEDING AND CURRENT ROW".formatted(distance));
    }
    return new Over(partition(), List.of(sortKey()), false, choices.of(PEERS));
  }

  private List<Expression> partition() {
    int count = choices.chance(30) ? 0 : choices.chance(80) ? 1 : 2;
    return choices.some(expressions.leaves(), count);
  }

  private SortKey sortKey() {
    return new SortKey(expressions.any(0), choices.of(SortKey.Direction.values()));
  }
}
