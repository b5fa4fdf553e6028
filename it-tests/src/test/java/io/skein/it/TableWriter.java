package io.skein.it;

import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardHash;
import io.skein.protocol.table.TableManifest;
import io.skein.protocol.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes tables as Parquet shards, in any layout. The rows' queries may call {@code roll(seed,
 * sides)}, which gives the same number from 0 for the same seed. Used by one thread.
 */
final class TableWriter implements AutoCloseable {
  private final Connection connection;

  TableWriter() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("SET TimeZone = 'UTC'");
    execute("SET threads = 1");
    execute("CREATE MACRO roll(seed, sides) AS CAST(hash(seed) % sides AS BIGINT)");
  }

  /** Writes the rows under the data folder, in the layout's schema. */
  ShardedTable write(Path data, Layout layout, TableRows rows) throws SQLException, IOException {
    Path schema = layout.schema().equals(TableName.MAIN) ? data : data.resolve(layout.schema());
    Path folder = Files.createDirectories(schema.resolve(rows.name()));
    String sql = layout.hasSkewedKeys() ? rows.skewedSql() : rows.sql();
    execute(
        "CREATE OR REPLACE TEMP TABLE rows AS SELECT *, row_number() OVER () - 1 AS row FROM ("
            + sql
            + ")");
    if (layout == Layout.HASHED) {
      hashKeys(rows.key(), layout.shards());
    }
    List<Path> files = new ArrayList<>();
    for (int shard = 0; shard < layout.shards(); shard++) {
      String where = "(%s) = %d".formatted(layout.shardOf(rows.key()), shard);
      if (layout.hasManifest()) {
        Path place = Files.createDirectories(folder.resolve("shard-%05d".formatted(shard)));
        // Two files, so that a shard is more than a file.
        files.add(copy(place.resolve("part-00000.parquet"), where + " AND row % 4 < 2"));
        files.add(copy(place.resolve("part-00001.parquet"), where + " AND row % 4 >= 2"));
      } else {
        files.add(copy(folder.resolve("file-%d.parquet".formatted(shard)), where));
      }
    }
    if (layout.hasManifest()) {
      Files.writeString(folder.resolve(TableManifest.FILE_NAME), manifest(layout, rows, files));
    }
    requireAllRows(files);
    return new ShardedTable(new TableName(layout.schema(), rows.name()), folder, files);
  }

  /** Writes one Parquet file with the query's rows. */
  Path writeFile(Path file, String sql) throws SQLException, IOException {
    Files.createDirectories(file.getParent());
    execute("COPY (%s) TO %s (FORMAT parquet)".formatted(sql, SqlText.literal(file.toString())));
    return file;
  }

  private Path copy(Path file, String where) throws SQLException, IOException {
    return writeFile(
        file, "SELECT * EXCLUDE (row) FROM rows WHERE %s ORDER BY row".formatted(where));
  }

  private String manifest(Layout layout, TableRows rows, List<Path> files) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet described =
            statement.executeQuery(
                "DESCRIBE SELECT * FROM read_parquet(%s)"
                    .formatted(SqlText.literal(files.get(0).toString())))) {
      while (described.next()) {
        columns.add(new Column(described.getString(1), described.getString(2)));
      }
    }
    return new TableManifest(
            columns, layout.shards(), layout.sharding(rows.key()), false, layout.colocationGroup())
        .toJson();
  }

  private void hashKeys(String key, int shards) throws SQLException {
    execute("CREATE OR REPLACE TEMP TABLE key_shards (key BIGINT, shard INTEGER)");
    execute("INSERT INTO key_shards VALUES (NULL, %d)".formatted(ShardHash.NULL_SHARD));
    List<Long> keys = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT DISTINCT CAST(%1$s AS BIGINT) FROM rows WHERE %1$s IS NOT NULL"
                    .formatted(key))) {
      while (found.next()) {
        keys.add(found.getLong(1));
      }
    }
    for (long value : keys) {
      execute(
          "INSERT INTO key_shards VALUES (%d, %d)"
              .formatted(value, ShardHash.shard(ShardHash.ofLong(value), shards)));
    }
  }

  private void requireAllRows(List<Path> files) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet counts =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM rows), (SELECT count(*) FROM read_parquet(%s))"
                    .formatted(Oracle.list(files)))) {
      counts.next();
      if (counts.getLong(1) != counts.getLong(2)) {
        throw new IllegalStateException(
            "%d of %d rows were written".formatted(counts.getLong(2), counts.getLong(1)));
      }
    }
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
