package io.skein.it;

import io.skein.protocol.sql.SqlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes a query's rows as a table's Parquet files, one for each shard. */
final class ShardFiles {

  private ShardFiles() {}

  static void write(Path table, int shards, String sql) throws SQLException, IOException {
    Files.createDirectories(table);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE rows AS SELECT *, row_number() OVER () AS row FROM (" + sql + ")");
      for (int shard = 0; shard < shards; shard++) {
        Path file = table.resolve("file-%d.parquet".formatted(shard));
        statement.execute(
            "COPY (SELECT * EXCLUDE row FROM rows WHERE row %% %d = %d) TO %s (FORMAT parquet)"
                .formatted(shards, shard, SqlText.literal(file.toString())));
      }
    }
  }
}
