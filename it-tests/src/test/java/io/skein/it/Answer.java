package io.skein.it;

import io.skein.protocol.table.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The complete answer to a query, comparable.
 *
 * @param columns names and DuckDB types
 * @param rows the values as DuckDB prints them; null for NULL
 */
record Answer(List<Column> columns, List<List<String>> rows) {

  /**
   * Returns a query that prints all values of the relation.
   *
   * @param relation SQL of the relation, such as a subquery in parentheses
   * @param columns what the relation's columns are to be before they are printed
   */
  static String printed(String relation, List<Column> columns) {
    StringJoiner values = new StringJoiner(", ");
    StringJoiner names = new StringJoiner(", ");
    for (int i = 0; i < columns.size(); i++) {
      values.add("CAST(CAST(c%d AS %s) AS VARCHAR)".formatted(i, columns.get(i).type()));
      names.add("c" + i);
    }
    return "SELECT %s FROM %s AS answer(%s)".formatted(values, relation, names);
  }

  /** Returns the answer whose values the result has as text. */
  static Answer of(List<Column> columns, ResultSet printed) throws SQLException {
    return of(columns, printed, Integer.MAX_VALUE).orElseThrow();
  }

  /** Returns the same, or nothing if the result has more rows. */
  static Optional<Answer> of(List<Column> columns, ResultSet printed, int mostRows)
      throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    while (printed.next()) {
      if (rows.size() == mostRows) {
        return Optional.empty();
      }
      List<String> row = new ArrayList<>(columns.size());
      for (int i = 1; i <= columns.size(); i++) {
        row.add(printed.getString(i));
      }
      rows.add(row);
    }
    return Optional.of(new Answer(columns, rows));
  }
}
