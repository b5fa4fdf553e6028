package io.skein.planner.catalog;

import io.skein.planner.render.PlanningDuckDb;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Tables of a catalog with the statistics that real Parquet files' footers have. */
public final class FooterCatalog {
  private final PlanningDuckDb database;

  public FooterCatalog(PlanningDuckDb database) {
    this.database = database;
  }

  /** Returns a catalog of one worker with the tables. */
  public static Catalog of(List<InventoryTable> tables) {
    return CatalogAssembler.assemble(
        List.of(
            new ServingWorker("w1", "grpc+tcp://127.0.0.1:9001", new Inventory("w1", 1, tables))),
        List.of());
  }

  /** Returns the table whose shards are the files of one of the patterns. */
  public InventoryTable table(TableName name, Sharding sharding, List<Path> shards)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (List<String> row : database.rows("DESCRIBE FROM " + file(shards.get(0)))) {
      columns.add(new Column(row.get(0), row.get(1)));
    }
    List<Shard> read = new ArrayList<>();
    for (Path shard : shards) {
      read.add(shard("shard-%05d".formatted(read.size()), shard, columns));
    }
    return new InventoryTable(
        name,
        columns,
        sharding,
        false,
        Optional.empty(),
        OptionalInt.of(shards.size()),
        read,
        List.of());
  }

  private Shard shard(String name, Path files, List<Column> columns) throws SQLException {
    long rows = Long.parseLong(database.rows("SELECT count(*) FROM " + file(files)).get(0).get(0));
    List<ColumnStatistics> statistics = new ArrayList<>();
    for (Column column : columns) {
      List<String> row =
          database
              .rows(
                  """
                  SELECT min(stats_min_value::%2$s)::VARCHAR, max(stats_max_value::%2$s)::VARCHAR,
                    sum(stats_null_count)::BIGINT, sum(total_uncompressed_size)::BIGINT
                  FROM parquet_metadata(%1$s) WHERE path_in_schema = %3$s"""
                      .formatted(file(files), column.type(), SqlText.literal(column.name())))
              .get(0);
      statistics.add(
          new ColumnStatistics(
              Optional.ofNullable(row.get(0)),
              Optional.ofNullable(row.get(1)),
              row.get(2) == null ? OptionalLong.empty() : OptionalLong.of(number(row.get(2))),
              row.get(3) == null ? 0 : number(row.get(3))));
    }
    return new Shard(name, "f", rows, 1, statistics);
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }

  private static String file(Path path) {
    return SqlText.literal(path.toString());
  }
}
