package io.skein.it;

import io.skein.planner.render.PlanningDuckDb;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All tables and views of a database, written as Parquet shards, with the oracle over these files.
 * Used by one thread.
 */
final class WrittenTables implements AutoCloseable {
  /** Of eight rows, the shard of each; no row is in shard 2. */
  private static final String SHARDS = "[0, 1, 3, 0, 1, 1, 3, 0]";

  private static final int COUNT = 4;
  private static final String ROWS = "\"rows to write\"";

  private final List<ShardedTable> tables = new ArrayList<>();
  private final Path data;
  private final Oracle oracle = new Oracle();
  private final PlanningDuckDb shells = new PlanningDuckDb();

  private WrittenTables(Path data) throws SQLException {
    this.data = data;
  }

  /** Returns no tables. */
  static WrittenTables none(Path data) throws SQLException {
    return new WrittenTables(data);
  }

  /** Writes the tables under the folder. What cannot be Parquet is left out. */
  static WrittenTables write(PlanningDuckDb database, Path data) throws SQLException, IOException {
    WrittenTables written = new WrittenTables(data);
    // Temporary tables come last: they hide others of the same name.
    Map<TableName, String> sources = new LinkedHashMap<>();
    for (List<String> row :
        database.rows(
            "SELECT table_catalog, table_schema, table_name FROM information_schema.tables"
                + " WHERE table_catalog IN ('memory', 'temp') ORDER BY ALL")) {
      sources.put(
          new TableName(row.get(1), row.get(2)),
          SqlText.qualified(row.get(0), row.get(1), row.get(2)));
    }
    for (Map.Entry<TableName, String> source : sources.entrySet()) {
      try {
        written.add(database, source.getKey(), source.getValue());
      } catch (SQLException e) {
        // Its queries are left out, with what DuckDB says of the table that is not there.
      }
    }
    return written;
  }

  private void add(PlanningDuckDb database, TableName name, String source)
      throws SQLException, IOException {
    Path schema = name.schema().equals(TableName.MAIN) ? data : data.resolve(name.schema());
    Path folder = Files.createDirectories(schema.resolve(name.name()));
    database.execute(
        "CREATE OR REPLACE TEMP TABLE %s AS SELECT %s[(row_number() OVER ()) %% 8 + 1] AS \"in shard\", * FROM %s"
            .formatted(ROWS, SHARDS, source));
    try {
      List<Path> files = new ArrayList<>();
      for (int shard = 0; shard < COUNT; shard++) {
        Path file = folder.resolve("file-%d.parquet".formatted(shard));
        database.execute(
            "COPY (SELECT * EXCLUDE (\"in shard\") FROM temp.%s WHERE \"in shard\" = %d) TO %s (FORMAT parquet)"
                .formatted(ROWS, shard, SqlText.literal(file.toString())));
        files.add(file);
      }
      ShardedTable table = new ShardedTable(name, folder, files);
      oracle.add(table);
      shells.execute("CREATE SCHEMA IF NOT EXISTS " + SqlText.identifier(name.schema()));
      shells.execute(
          "CREATE TABLE %s AS SELECT * FROM read_parquet(%s) LIMIT 0"
              .formatted(name.toSql(), Oracle.list(files)));
      tables.add(table);
    } finally {
      database.execute("DROP TABLE temp." + ROWS);
    }
  }

  List<ShardedTable> tables() {
    return tables;
  }

  Path data() {
    return data;
  }

  Oracle oracle() {
    return oracle;
  }

  /** Returns a database with empty tables of the same columns, which tells the order of results. */
  PlanningDuckDb shells() {
    return shells;
  }

  /** Returns an oracle over the same files, taken in another order. */
  Oracle reordered(int places) throws SQLException {
    Oracle other = new Oracle();
    for (ShardedTable table : tables) {
      List<Path> files = new ArrayList<>(table.files());
      Collections.reverse(files);
      Collections.rotate(files, places);
      other.add(table.name(), files);
    }
    return other;
  }

  @Override
  public void close() throws SQLException {
    oracle.close();
    shells.close();
  }
}
