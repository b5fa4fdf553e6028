package io.skein.client.output;

import io.skein.client.QueryResult;
import io.skein.protocol.table.Column;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The first rows of a result, as DuckDB prints their values. Immutable. */
public final class ResultTable {
  private final List<Column> columns;
  private final List<List<String>> rows;
  private final boolean more;

  /** Creates the table of all its rows; a null value is NULL. */
  public ResultTable(List<Column> columns, List<List<String>> rows) {
    this(columns, rows, false);
  }

  private ResultTable(List<Column> columns, List<List<String>> rows, boolean more) {
    this.columns = columns;
    this.rows = rows;
    this.more = more;
  }

  /**
   * Fetches the first rows of the result, and no more batches than that takes.
   *
   * @param maxRows how many rows at most
   * @throws io.skein.protocol.error.SkeinException if the rows cannot be fetched
   */
  public static ResultTable fetch(QueryResult result, int maxRows) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (ResultDuckDb duckDb = new ResultDuckDb(result);
        Statement statement = duckDb.connection().createStatement()) {
      String sql =
          "%s LIMIT %d"
              .formatted(
                  ArrivedColumns.printed(result.columns(), ResultDuckDb.RELATION), maxRows + 1L);
      try (ResultSet values = statement.executeQuery(sql)) {
        while (values.next()) {
          List<String> row = new ArrayList<>(result.columns().size());
          for (int i = 1; i <= result.columns().size(); i++) {
            row.add(values.getString(i));
          }
          rows.add(row);
        }
      } catch (SQLException e) {
        throw duckDb.failure("cannot read the result", e);
      }
    } catch (SQLException e) {
      throw new IOException("cannot start DuckDB to print the result", e);
    }
    boolean more = rows.size() > maxRows;
    return new ResultTable(result.columns(), more ? rows.subList(0, maxRows) : rows, more);
  }

  /** Prints the table, and how many rows it has. */
  public void print(PrintWriter out) {
    if (isExplanation()) {
      rows.forEach(row -> out.println(row.get(1)));
    } else {
      new Box(columns, rows).print(out);
      out.println(footer());
    }
    out.flush();
  }

  // A plan is a drawing in one value: in a cell it would be unreadable.
  private boolean isExplanation() {
    return columns.size() == 2
        && columns.get(0).name().equals("explain_key")
        && columns.get(1).name().equals("explain_value");
  }

  private String footer() {
    if (more) {
      return String.format(Locale.ROOT, "(first %,d rows; more with --max-rows)", rows.size());
    }
    return rows.size() == 1 ? "(1 row)" : String.format(Locale.ROOT, "(%,d rows)", rows.size());
  }
}
