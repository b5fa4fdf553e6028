package io.skein.planner.render;

import io.skein.planner.plan.DataType;
import io.skein.planner.plan.UnsupportedPlanException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Checks that DuckDB gives rendered text the column types that the plan has. */
public final class PieceTypes {

  private PieceTypes() {}

  /**
   * Binds the text, without running it.
   *
   * @param connection to a database that has the relations that the text reads; they may be empty
   * @throws UnsupportedPlanException if a type differs, with both lists of types
   */
  public static void verify(Connection connection, String sql, List<DataType> types)
      throws SQLException {
    if (types.isEmpty()) {
      return;
    }
    String samples =
        types.stream()
            .map(type -> "CAST(NULL AS " + type.sql() + ")")
            .collect(Collectors.joining(", ", "SELECT ", ""));
    List<String> expected = described(connection, samples);
    List<String> found = described(connection, sql);
    if (!expected.equals(found)) {
      throw new UnsupportedPlanException(
          "the rendered text has the types %s where the plan has %s".formatted(found, expected));
    }
  }

  private static List<String> described(Connection connection, String sql) throws SQLException {
    List<String> types = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet columns = statement.executeQuery("DESCRIBE " + sql)) {
      while (columns.next()) {
        types.add(columns.getString("column_type"));
      }
    }
    return types;
  }
}
