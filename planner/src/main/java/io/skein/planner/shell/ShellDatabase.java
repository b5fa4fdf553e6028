package io.skein.planner.shell;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.catalog.TableProblem;
import io.skein.planner.plan.OptimizerSettings;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import io.skein.protocol.type.Unsigned;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;

/**
 * A DuckDB that holds no data, but a shell of every table of one catalog, for parsing, binding and
 * optimizing queries. Thread-safe: every call borrows a connection of its own.
 *
 * <p>File scans do not serialize in DuckDB's plans, so the shells are tables. They have invented
 * rows, by which DuckDB chooses the order of joins: no query that reads a shell may be run here.
 */
public final class ShellDatabase implements AutoCloseable {
  /** The name of the database that the tables' schemas are in. */
  public static final String DATABASE = "skein";

  /** Changes among fewer rows are not worth new shells. */
  private static final double FEW_ROWS = 1000;

  private final Catalog catalog;
  private final DuckDBConnection root;
  private final ArrowTypes arrowTypes;
  private final Map<TableName, TableProblem> problems;
  private final List<String> searchPath;
  private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();
  private final Map<String, ShellDatabase> bySchema = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private ShellDatabase(
      Catalog catalog,
      DuckDBConnection root,
      ArrowTypes arrowTypes,
      Map<TableName, TableProblem> problems,
      List<String> searchPath) {
    this.catalog = catalog;
    this.root = root;
    this.arrowTypes = arrowTypes;
    this.problems = Map.copyOf(problems);
    this.searchPath = searchPath;
  }

  /** A use of one connection. */
  @FunctionalInterface
  public interface Use<T> {
    /** Uses the connection, which goes back afterwards. */
    T with(Connection connection) throws SQLException;
  }

  /** Returns the shells of the catalog's tables. A table without known columns has no shell. */
  public static ShellDatabase open(Catalog catalog) {
    try {
      DuckDBConnection root =
          (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", ownInstance());
      try {
        Map<TableName, TableProblem> problems = ShellTables.create(root, catalog);
        configure(root);
        return new ShellDatabase(catalog, root, new ArrowTypes(), problems, searchPath(catalog));
      } catch (SQLException | RuntimeException e) {
        root.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new SkeinException(
          ErrorCode.INTERNAL_ERROR, "cannot make the planning DuckDB: " + e.getMessage(), e);
    }
  }

  private static Properties ownInstance() {
    Properties properties = new Properties();
    properties.setProperty("jdbc_instance_cache", "false");
    return properties;
  }

  private static void configure(Connection connection) throws SQLException {
    OptimizerSettings.apply(connection);
    try (java.sql.Statement statement = connection.createStatement()) {
      for (String line :
          List.of(
              "SET GLOBAL TimeZone = 'UTC'",
              "SET autoload_known_extensions = false",
              "SET autoinstall_known_extensions = false",
              "SET allow_community_extensions = false",
              "SET threads = 1",
              "SET enable_external_access = false",
              "SET lock_configuration = true")) {
        statement.execute(line);
      }
    }
  }

  /** Returns why the table has no shell though its columns are known, if that is so. */
  public Optional<TableProblem> problem(TableName table) {
    return Optional.ofNullable(problems.get(table));
  }

  /**
   * Returns whether plans made here are right for the catalog too: it has the same columns, no
   * column may have become one with NULLs, and no table has become so much larger or smaller that
   * another order of joins may be better.
   */
  boolean fits(Catalog other) {
    return catalog.sameColumns(other)
        && catalog.tables().values().stream()
            .allMatch(table -> isLike(table, other.tables().get(table.name())));
  }

  private static boolean isLike(CatalogTable table, CatalogTable other) {
    return isLike(table.rows(), other.rows()) && PossibleNulls.cover(table, other);
  }

  private static boolean isLike(long rows, long others) {
    double ratio = (rows + FEW_ROWS) / (others + FEW_ROWS);
    return ratio < 2 && ratio > 0.5;
  }

  /** Returns DuckDB's version. */
  public String version() {
    return use(
        connection -> {
          try (java.sql.Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("SELECT version()")) {
            rows.next();
            return rows.getString(1);
          }
        });
  }

  private static List<String> searchPath(Catalog catalog) {
    List<String> schemas = catalog.schemas();
    return schemas.isEmpty() ? List.of(TableName.MAIN) : schemas;
  }

  /** Returns the schemas in which unqualified names are looked up, in order. */
  public List<String> searchPath() {
    return searchPath;
  }

  /**
   * Returns the same shells for a session that looks unqualified names up in the schema first. They
   * are closed with these.
   *
   * @throws SkeinException INVALID_REQUEST if no table is in the schema
   */
  public ShellDatabase lookingFirstInto(Optional<String> schema) {
    boolean first =
        schema.isEmpty()
            || schema.get().equalsIgnoreCase(searchPath.get(0))
            || schema.get().equalsIgnoreCase(TableName.MAIN);
    return first ? this : bySchema.computeIfAbsent(known(schema.get()), this::inFront);
  }

  private String known(String schema) {
    return searchPath.stream()
        .filter(schema::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                new SkeinException(
                    ErrorCode.INVALID_REQUEST,
                    "the session's schema %s does not exist; there is %s"
                        .formatted(schema, String.join(", ", searchPath))));
  }

  private ShellDatabase inFront(String schema) {
    List<String> path = new ArrayList<>(List.of(schema));
    searchPath.stream().filter(other -> !other.equals(schema)).forEach(path::add);
    return new ShellDatabase(catalog, root, arrowTypes, problems, List.copyOf(path));
  }

  /**
   * Returns what the use gives.
   *
   * @throws SkeinException with DuckDB's own words if the use fails with them
   */
  public <T> T use(Use<T> use) {
    Connection connection = borrow();
    boolean healthy = false;
    try {
      T result = use.with(connection);
      healthy = true;
      return result;
    } catch (SQLException e) {
      healthy = true;
      throw DuckDbErrors.toSkein(e);
    } finally {
      giveBack(connection, healthy);
    }
  }

  /** Returns the schema in which a result of the columns is sent. */
  public Schema arrowSchema(List<Column> columns, BufferAllocator allocator) {
    return arrowSchema(columns, Unsigned.EXACT, allocator);
  }

  /** Returns the schema in which a result of the columns is sent. */
  public Schema arrowSchema(List<Column> columns, Unsigned unsigned, BufferAllocator allocator) {
    return use(connection -> arrowTypes.schema(connection, columns, unsigned, allocator));
  }

  /** Returns the names and types of the query's result, as DuckDB describes them. */
  public List<Column> describe(String sql) {
    return use(
        connection -> {
          try (java.sql.Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("DESCRIBE " + sql)) {
            return columns(rows);
          } catch (SQLException e) {
            throw inOwnWords(connection, sql, e);
          }
        });
  }

  /**
   * Returns the names and types of the query's result while none of its parameters has a value. The
   * text must be one statement: DuckDB would run all others.
   *
   * @param parameters how many parameters it has, named $1, $2 and so on
   */
  public List<Column> describe(String sql, int parameters) {
    return use(
        connection -> {
          try (java.sql.PreparedStatement statement =
              connection.prepareStatement("DESCRIBE " + sql)) {
            for (int i = 1; i <= parameters; i++) {
              statement.setObject(i, null);
            }
            try (ResultSet rows = statement.executeQuery()) {
              return columns(rows);
            }
          } catch (SQLException e) {
            throw inOwnWords(connection, sql, e);
          }
        });
  }

  private static List<Column> columns(ResultSet description) throws SQLException {
    List<Column> columns = new ArrayList<>();
    while (description.next()) {
      columns.add(new Column(description.getString(1), description.getString(2)));
    }
    return columns;
  }

  /**
   * Returns the types that DuckDB expects of the parameters, INVALID where any will do. The text
   * must be one statement: DuckDB would run all others.
   */
  public List<String> parameterTypes(String sql) {
    return use(
        connection -> {
          try (java.sql.PreparedStatement statement = connection.prepareStatement(sql)) {
            ParameterMetaData parameters = statement.getParameterMetaData();
            List<String> types = new ArrayList<>();
            for (int i = 1; i <= parameters.getParameterCount(); i++) {
              types.add(parameters.getParameterTypeName(i));
            }
            return types;
          }
        });
  }

  /** DESCRIBE in front shifts the place that DuckDB's message points to: ask without it. */
  private static SQLException inOwnWords(Connection connection, String sql, SQLException error) {
    try (java.sql.PreparedStatement prepared = connection.prepareStatement(sql)) {
      prepared.getMetaData();
      return error;
    } catch (SQLException plain) {
      return plain;
    }
  }

  private Connection borrow() {
    if (closed) {
      throw new SkeinException(ErrorCode.CANCELLED, "the coordinator is closing");
    }
    Connection connection = idle.poll();
    if (connection != null) {
      return connection;
    }
    try {
      Connection fresh = root.duplicate();
      try (java.sql.Statement statement = fresh.createStatement()) {
        statement.execute("USE " + DATABASE);
        statement.execute(
            "SET search_path = "
                + SqlText.literal(
                    searchPath.stream()
                        .map(schema -> SqlText.qualified(DATABASE, schema))
                        .collect(Collectors.joining(","))));
      }
      return fresh;
    } catch (SQLException e) {
      throw DuckDbErrors.toSkein(e);
    }
  }

  private void giveBack(Connection connection, boolean healthy) {
    if (healthy && !closed) {
      idle.add(connection);
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      throw DuckDbErrors.toSkein(e);
    }
  }

  @Override
  public void close() {
    try {
      closeIdle();
      for (ShellDatabase session : bySchema.values()) {
        session.closeIdle();
      }
      root.close();
    } catch (SQLException e) {
      throw DuckDbErrors.toSkein(e);
    }
  }

  private void closeIdle() throws SQLException {
    closed = true;
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      connection.close();
    }
  }
}
