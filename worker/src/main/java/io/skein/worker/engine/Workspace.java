package io.skein.worker.engine;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database of its own in the engine, in which one task finds its relations under their names, and
 * nothing else. Used by one thread, but for {@link #load} and {@link #cancel}.
 */
public final class Workspace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workspace.class);

  /** The schema of loaded tables; views give them their names. */
  private static final String LOADED = "skein.loaded";

  private final String database;
  private final Session session;
  private final Set<String> schemas = new LinkedHashSet<>();
  private final List<String> pending = new ArrayList<>();
  private int tables;

  private Workspace(String database, Session session) {
    this.database = database;
    this.session = session;
  }

  static Workspace open(Engine engine, String database) {
    Workspace workspace = new Workspace(database, engine.session());
    String name = SqlText.identifier(database);
    workspace.schemas.add(TableName.MAIN);
    workspace.pending.add("ATTACH ':memory:' AS " + name);
    workspace.pending.add("USE " + name);
    return workspace;
  }

  /** A table that {@link #load} fills and that a relation shows. */
  public record LoadedTable(String name, List<String> types) {
    public LoadedTable {
      types = List.copyOf(types);
    }

    /** Returns the query of the table's rows. */
    public String selection() {
      return "SELECT * FROM " + name;
    }
  }

  /**
   * Adds a relation that reads the files' rows, in their order.
   *
   * @param columns the columns, as all files have them
   * @param files Parquet files; none gives a relation without rows
   */
  public void addFiles(TableName relation, List<Column> columns, List<Path> files) {
    if (files.isEmpty()) {
      addEmpty(relation, columns);
      return;
    }
    String names =
        columns.stream()
            .map(column -> SqlText.identifier(column.name()))
            .collect(Collectors.joining(", "));
    String list =
        files.stream()
            .map(file -> SqlText.literal(file.toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    addView(
        relation,
        "SELECT %s FROM read_parquet(%s, hive_partitioning = false, union_by_name = false)"
            .formatted(names, list));
  }

  /** Adds a relation without rows. */
  public void addEmpty(TableName relation, List<Column> columns) {
    String nulls =
        columns.stream()
            .map(column -> nothing(column) + " AS " + SqlText.identifier(column.name()))
            .collect(Collectors.joining(", "));
    addView(relation, "SELECT " + nulls + " WHERE false");
  }

  /**
   * Returns a new table to be loaded with columns of these types.
   *
   * @param types DuckDB's texts of the types, in the order of the streams that are loaded
   */
  public LoadedTable addTable(List<String> types) {
    addSchema(LOADED);
    return new LoadedTable(SqlText.qualified(database, LOADED, "t" + tables++), types);
  }

  /**
   * Fills a table with the rows of a stream, in their order. Tables may be loaded at the same time,
   * each in a session of its own, once the workspace is {@link #prepare prepared}.
   *
   * @param stream has as many columns as the table; stays the caller's
   */
  public void load(Session loader, LoadedTable table, ArrowArrayStream stream) {
    loader.register("arriving", stream);
    String names = columnNames(table).collect(Collectors.joining(", "));
    String casts =
        IntStream.range(0, table.types().size())
            .mapToObj(i -> "CAST(c%d AS %s) AS c%d".formatted(i, table.types().get(i), i))
            .collect(Collectors.joining(", "));
    loader.execute(
        "CREATE TABLE %s AS SELECT %s FROM arriving AS arriving(%s)"
            .formatted(table.name(), casts, names));
  }

  private static java.util.stream.Stream<String> columnNames(LoadedTable table) {
    return IntStream.range(0, table.types().size()).mapToObj(i -> "c" + i);
  }

  /**
   * Adds a relation that shows the rows of queries, one after the other.
   *
   * @param carried names of the relation's columns that the queries have, in the queries' order;
   *     the others are NULL
   * @param selections {@link LoadedTable#selection} and {@link ResultTable#selection}
   */
  public void addLoaded(
      TableName relation, List<Column> columns, List<String> carried, List<String> selections) {
    String all = String.join(" UNION ALL ", selections);
    String names =
        columns.stream()
            .map(
                column -> {
                  int position = carried.indexOf(column.name());
                  String value = position < 0 ? nothing(column) : "c" + position;
                  return value + " AS " + SqlText.identifier(column.name());
                })
            .collect(Collectors.joining(", "));
    addView(relation, "SELECT " + names + " FROM (" + all + ")");
  }

  private static String nothing(Column column) {
    return "CAST(NULL AS " + column.type() + ")";
  }

  private void addView(TableName relation, String query) {
    addSchema(relation.schema());
    pending.add(
        "CREATE VIEW %s AS %s"
            .formatted(SqlText.qualified(database, relation.schema(), relation.name()), query));
  }

  private void addSchema(String schema) {
    if (schemas.add(schema)) {
      pending.add("CREATE SCHEMA " + SqlText.qualified(database, schema));
    }
  }

  /** Returns whether relations can show the table. */
  public boolean sees(ResultTable table) {
    return table.instance() == session.instance() && table.shows();
  }

  /** Makes what was added so far be there. */
  public void prepare() {
    if (!pending.isEmpty()) {
      String statements = String.join(";\n", pending);
      pending.clear();
      session.execute(statements);
    }
  }

  /**
   * Starts the fragment and returns its batches as they are computed.
   *
   * @param searchPath schemas in which unqualified names are looked up
   * @param allocator is charged with the batches; the caller's
   */
  public ArrowReader stream(
      String fragment, List<String> searchPath, BufferAllocator allocator, long rowsPerBatch) {
    lookUpIn(searchPath);
    return session.stream(fragment, allocator, rowsPerBatch);
  }

  /**
   * Runs the fragment and returns a table with its rows, which outlives the workspace.
   *
   * @param searchPath schemas in which unqualified names are looked up
   */
  public ResultTable keep(String fragment, List<String> searchPath, ResultTable.Form form) {
    lookUpIn(searchPath);
    return session.keep(database + " result", fragment, form);
  }

  private void lookUpIn(List<String> searchPath) {
    searchPath.forEach(this::addSchema);
    String path =
        (searchPath.isEmpty() ? List.of(TableName.MAIN) : searchPath)
            .stream()
                .map(schema -> SqlText.qualified(database, schema))
                .collect(Collectors.joining(","));
    pending.add("SET search_path = " + SqlText.literal(path));
    prepare();
  }

  /** Returns a further session that can {@link #load} tables. */
  public Session loader() {
    return session.another();
  }

  /** Returns the error of the fragment's stream, which is what reading a batch failed with. */
  public SkeinException streamFailure(IOException error) {
    return session.streamFailure(error);
  }

  /** Stops what the workspace's own session is doing; see {@link Session#cancel}. */
  public void cancel() {
    session.cancel();
  }

  @Override
  public void close() {
    session.close();
    try {
      session.instance().administer("DETACH DATABASE IF EXISTS " + SqlText.identifier(database));
    } catch (SQLException e) {
      LOG.warn("Workspace {} does not go away", database, e);
    }
  }
}
