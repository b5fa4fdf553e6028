package io.skein.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** One plain DuckDB over the files of a cluster's tables: what it answers is right. */
final class Oracle implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int LONGEST_SECONDS = 3;

  /** DuckDB 2.0.0 cannot run what its own optimizer makes of some constants. */
  private static final String OPTIMIZER_FAILURE = "BindBuiltinScalarFunction did not return";

  /** What DuckDB says of its own defects; afterwards it answers nothing any more. */
  private static final String DEFECT = "INTERNAL Error";

  private final List<String> settings = new ArrayList<>();
  private Connection connection;
  private int longestSeconds;
  private int mostRows = Integer.MAX_VALUE;

  Oracle() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    set("SET TimeZone = 'UTC'");
    // What depends on the order of rows then follows the order of the files.
    set("SET threads = 1");
    // Goes below DISTINCT ON in DuckDB 2.0.0, and so chooses other rows: duckdb/duckdb#21757.
    set("SET disabled_optimizers = 'join_filter_pushdown'");
  }

  /** Makes it refuse what takes very long, some memory or more rows; see {@link TooLarge}. */
  Oracle limited(int rows) throws SQLException {
    set("SET memory_limit = '2GB'");
    set("SET temp_directory = ''");
    longestSeconds = LONGEST_SECONDS;
    mostRows = rows;
    return this;
  }

  /** Says that a query exceeds a limit that was set for it here: DuckDB does not refuse it. */
  static final class TooLarge extends SQLException {
    private static final long serialVersionUID = 1L;

    TooLarge(String reason, SQLException cause) {
      super(reason, cause);
    }
  }

  /** Says that DuckDB itself fails at a query, with and without its optimizer. */
  static final class Defect extends SQLException {
    private static final long serialVersionUID = 1L;

    Defect(SQLException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Adds the table. */
  Oracle add(ShardedTable table) throws SQLException {
    return add(table.name(), table.files());
  }

  /** Adds a table that has the files' rows, in this order; replaces one of the same name. */
  Oracle add(TableName name, List<Path> files) throws SQLException {
    set("CREATE SCHEMA IF NOT EXISTS " + SqlText.identifier(name.schema()));
    set(
        "CREATE OR REPLACE VIEW %s AS SELECT * FROM read_parquet(%s, hive_partitioning = false)"
            .formatted(name.toSql(), list(files)));
    return this;
  }

  /** Adds a table, no view, with the files' rows. */
  Oracle addCopy(TableName name, List<Path> files) throws SQLException {
    set("CREATE TABLE %s AS SELECT * FROM read_parquet(%s)".formatted(name.toSql(), list(files)));
    return this;
  }

  static String list(List<Path> files) {
    return files.stream()
        .map(file -> SqlText.literal(file.toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * Returns the answer to the query.
   *
   * @throws SQLException if DuckDB refuses it
   * @throws TooLarge if it exceeds a limit
   * @throws Defect if DuckDB fails at it
   */
  Answer answer(String sql) throws SQLException {
    try {
      return run(sql);
    } catch (SQLException e) {
      if (isDefect(e)) {
        startAnew();
      } else if (!String.valueOf(e.getMessage()).contains(OPTIMIZER_FAILURE)) {
        throw e;
      }
      return runWithoutOptimizer(sql);
    }
  }

  private static boolean isDefect(SQLException e) {
    return String.valueOf(e.getMessage()).contains(DEFECT);
  }

  private Answer runWithoutOptimizer(String sql) throws SQLException {
    execute("PRAGMA disable_optimizer");
    try {
      return run(sql);
    } catch (SQLException e) {
      if (isDefect(e)) {
        startAnew();
        throw new Defect(e);
      }
      throw e;
    } finally {
      execute("PRAGMA enable_optimizer");
    }
  }

  private void startAnew() throws SQLException {
    connection.close();
    connection = DriverManager.getConnection("jdbc:duckdb:");
    for (String setting : settings) {
      execute(setting);
    }
  }

  private Answer run(String sql) throws SQLException {
    List<Column> columns = describe(sql);
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(longestSeconds);
      try (ResultSet printed =
          statement.executeQuery(Answer.printed("(\n" + sql + "\n)", columns))) {
        return Answer.of(columns, printed, mostRows)
            .orElseThrow(() -> new TooLarge("more than %d rows".formatted(mostRows), null));
      }
    } catch (SQLException e) {
      throw isLimit(e) ? new TooLarge(e.getMessage(), e) : e;
    }
  }

  private boolean isLimit(SQLException e) {
    String words = String.valueOf(e.getMessage());
    return longestSeconds > 0
        && (words.startsWith("Out of Memory Error") || words.startsWith("INTERRUPT Error"));
  }

  /** Returns whether the text is one statement that puts rows out and changes nothing. */
  boolean isSelect(String sql) throws SQLException {
    try {
      JsonNode tree = JSON.readTree(text("json_serialize_sql", sql));
      return !tree.path("error_message").asText().startsWith("Only SELECT statements");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB's tree of a query is no JSON: " + sql, e);
    }
  }

  /** Returns the query without the limit and the offset of its result. */
  String withoutLimit(String sql) throws SQLException {
    try {
      JsonNode tree = JSON.readTree(text("json_serialize_sql", sql));
      Iterator<JsonNode> modifiers =
          tree.path("statements").path(0).path("node").path("modifiers").elements();
      while (modifiers.hasNext()) {
        if (modifiers.next().path("type").asText().equals("LIMIT_MODIFIER")) {
          modifiers.remove();
        }
      }
      return text("json_deserialize_sql", tree.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB's tree of a query is no JSON: " + sql, e);
    }
  }

  private String text(String function, String argument) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT %s(%s)".formatted(function, SqlText.literal(argument)))) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Returns the words with which the query fails. */
  String error(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        // Some errors come with the rows.
      }
    } catch (SQLException e) {
      return e.getMessage();
    }
    throw new AssertionError("no error: " + sql);
  }

  private List<Column> describe(String sql) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("DESCRIBE " + sql)) {
      while (rows.next()) {
        columns.add(new Column(rows.getString(1), rows.getString(2)));
      }
    }
    return columns;
  }

  private void set(String sql) throws SQLException {
    execute(sql);
    settings.add(sql);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
