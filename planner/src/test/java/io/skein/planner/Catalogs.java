package io.skein.planner;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogAssembler;
import io.skein.planner.catalog.ServingWorker;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Catalogs for tests of planning. */
public final class Catalogs {
  public static final List<Column> DATASET =
      List.of(
          new Column("id", "BIGINT"),
          new Column("date", "DATE"),
          new Column("category", "VARCHAR"),
          new Column("value", "DOUBLE"));

  private Catalogs() {}

  /** Three workers that all read 12 shards of dataset (id 0..11,999 in order) and two lineitems. */
  public static Catalog threeWorkers() {
    return workers(3);
  }

  public static Catalog workers(int count) {
    return workers(count, Set.of());
  }

  /** As {@link #threeWorkers()}, but with so many workers, of which some do not answer. */
  static Catalog workers(int count, Set<String> silent) {
    InventoryTable dataset = table(TableName.main("dataset"), DATASET, 12);
    InventoryTable lineitem =
        table(new TableName("tpch", "lineitem"), List.of(new Column("l_orderkey", "BIGINT")), 4);
    InventoryTable nation =
        table(new TableName("tpch", "nation"), List.of(new Column("n_name", "VARCHAR")), 1);
    InventoryTable other =
        table(new TableName("copy", "lineitem"), List.of(new Column("l_orderkey", "BIGINT")), 1);
    return CatalogAssembler.assemble(
        IntStream.rangeClosed(1, count)
            .mapToObj(
                i ->
                    new ServingWorker(
                        "w" + i,
                        "grpc+tcp://127.0.0.1:" + (9000 + i),
                        new Inventory("w" + i, 1, List.of(dataset, lineitem, nation, other)),
                        !silent.contains("w" + i)))
            .toList(),
        List.of());
  }

  public static InventoryTable table(TableName name, List<Column> columns, int shards) {
    return new InventoryTable(
        name,
        columns,
        Sharding.NONE,
        false,
        Optional.empty(),
        OptionalInt.of(shards),
        IntStream.range(0, shards).mapToObj(i -> shard(i, columns.size())).toList(),
        List.of());
  }

  private static Shard shard(int number, int columns) {
    return new Shard(
        "shard-%05d".formatted(number),
        "f" + number,
        1000,
        50_000,
        IntStream.range(0, columns)
            .mapToObj(
                column ->
                    column == 0
                        ? new ColumnStatistics(
                            Optional.of(String.valueOf(number * 1000)),
                            Optional.of(String.valueOf(number * 1000 + 999)),
                            OptionalLong.of(0),
                            8000)
                        : new ColumnStatistics(
                            Optional.empty(), Optional.empty(), OptionalLong.empty(), 4000))
            .toList());
  }
}
