package io.skein.planner;

import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.type.TransportTypes;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes a statement give its columns in the types in which they are sent. */
public final class ResultSql {

  private ResultSql() {}

  /**
   * Returns the statement, inside another one that casts where a column is sent as another type.
   */
  public static String sendable(String sql, List<Column> columns) {
    if (columns.stream().allMatch(ResultSql::isSentAsIs)) {
      return sql;
    }
    String casts =
        IntStream.range(0, columns.size())
            .mapToObj(i -> sendable("c" + i, columns.get(i)))
            .collect(Collectors.joining(", "));
    String names =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "c" + i)
            .collect(Collectors.joining(", ", "(", ")"));
    return "SELECT " + casts + " FROM (\n" + sql + "\n) AS result" + names;
  }

  /** Returns the column of a table as an expression of the type in which it is sent. */
  public static String sendableColumn(Column column) {
    return sendable(SqlText.identifier(column.name()), column);
  }

  private static String sendable(String expression, Column column) {
    return isSentAsIs(column)
        ? expression
        : "CAST(" + expression + " AS " + TransportTypes.sent(column.type()) + ")";
  }

  private static boolean isSentAsIs(Column column) {
    return TransportTypes.sent(column.type()).equals(column.type());
  }
}
