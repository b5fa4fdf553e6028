package io.skein.planner;

import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.type.TransportTypes;
import io.skein.protocol.type.Unsigned;
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
    return sendable(sql, columns, Unsigned.EXACT);
  }

  /**
   * Returns the statement, inside another one that casts where a column is sent as another type.
   */
  public static String sendable(String sql, List<Column> columns, Unsigned unsigned) {
    if (columns.stream().allMatch(column -> isSentAsIs(column, unsigned))) {
      return sql;
    }
    String casts =
        IntStream.range(0, columns.size())
            .mapToObj(i -> sendable("c" + i, columns.get(i), unsigned))
            .collect(Collectors.joining(", "));
    String names =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "c" + i)
            .collect(Collectors.joining(", ", "(", ")"));
    return "SELECT " + casts + " FROM (\n" + sql + "\n) AS result" + names;
  }

  /** Returns the column of a table as an expression of the type in which it is sent. */
  public static String sendableColumn(Column column) {
    return sendable(SqlText.identifier(column.name()), column, Unsigned.EXACT);
  }

  private static String sendable(String expression, Column column, Unsigned unsigned) {
    return isSentAsIs(column, unsigned)
        ? expression
        : "CAST(" + expression + " AS " + TransportTypes.sent(column.type(), unsigned) + ")";
  }

  private static boolean isSentAsIs(Column column, Unsigned unsigned) {
    return TransportTypes.sent(column.type(), unsigned).equals(column.type());
  }
}
