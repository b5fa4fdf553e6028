package io.skein.it;

import io.skein.planner.render.PlanningDuckDb;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes a database's tables as Parquet shards of different sizes, one of them empty. */
final class CorpusShards {
  /** Of sixteen rows, the shard of each; no row is in shard 2. */
  private static final String SHARDS = "[0, 0, 5, 3, 0, 5, 1, 3, 0, 4, 5, 3, 0, 5, 6, 0]";

  private static final int COUNT = 7;

  private CorpusShards() {}

  /** Writes all tables of the schema under the folder. */
  static List<ShardedTable> write(PlanningDuckDb tables, String schema, Path data)
      throws Exception {
    List<ShardedTable> written = new ArrayList<>();
    for (List<String> row :
        tables.rows(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = "
                + SqlText.literal(schema))) {
      written.add(write(tables, schema, row.get(0), data));
    }
    return written;
  }

  private static ShardedTable write(PlanningDuckDb tables, String schema, String name, Path data)
      throws Exception {
    Path folder = Files.createDirectories(data.resolve(name));
    tables.execute(
        "CREATE OR REPLACE TEMP TABLE sharded AS SELECT *, %s[(row_number() OVER ()) %% 16 + 1]"
                .formatted(SHARDS)
            + " AS shard FROM "
            + new TableName(schema, name).toSql());
    List<Path> files = new ArrayList<>();
    for (int shard = 0; shard < COUNT; shard++) {
      files.add(copy(tables, folder.resolve("file-%d.parquet".formatted(shard)), shard));
    }
    return new ShardedTable(TableName.main(name), folder, files);
  }

  private static Path copy(PlanningDuckDb tables, Path file, int shard) throws SQLException {
    tables.execute(
        "COPY (SELECT * EXCLUDE (shard) FROM temp.sharded WHERE shard = %d) TO %s (FORMAT parquet)"
            .formatted(shard, SqlText.literal(file.toString())));
    return file;
  }
}
