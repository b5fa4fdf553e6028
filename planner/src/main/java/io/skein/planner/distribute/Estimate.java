package io.skein.planner.distribute;

import java.util.List;

/**
 * How many rows a piece is thought to have, and of what kind. It steers how rows are moved; no
 * answer depends on it. Immutable.
 *
 * @param rows the rows of all tasks together; at least 1
 * @param columns its columns
 */
record Estimate(double rows, List<Column> columns) {

  /**
   * A column.
   *
   * @param distinct how many values it has; at least 1
   * @param bytes how many bytes a value takes
   */
  record Column(double distinct, double bytes) {
    Column {
      distinct = Math.max(1, distinct);
    }
  }

  Estimate {
    rows = Math.max(1, rows);
    columns = List.copyOf(columns);
  }

  /** Returns the bytes of all rows. */
  double bytes() {
    return rows * Math.max(1, columns.stream().mapToDouble(Column::bytes).sum());
  }

  /** Returns the estimate of the same columns with another number of rows. */
  Estimate withRows(double newRows) {
    double atLeastOne = Math.max(1, newRows);
    return new Estimate(
        atLeastOne,
        columns.stream()
            .map(column -> new Column(Math.min(column.distinct(), atLeastOne), column.bytes()))
            .toList());
  }

  /** Returns how many combinations of these many values there are in so many rows. */
  static double combinations(double rows, List<Double> distinct) {
    double product = 1;
    for (double each : distinct) {
      product = Math.min(rows, product * each);
    }
    return Math.max(1, product);
  }
}
