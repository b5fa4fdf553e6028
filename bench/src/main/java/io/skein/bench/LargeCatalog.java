package io.skein.bench;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The catalog of a cluster that is only simulated: the table {@code dataset}, each of whose shards
 * has a million rows and can be read by three of the workers. Immutable.
 *
 * @param shards how many shards
 * @param workers how many workers
 */
record LargeCatalog(int shards, int workers) {
  private static final int REPLICAS = 3;
  private static final long ROWS_OF_EACH = 1_000_000;

  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", "BIGINT"),
          new Column("date", "DATE"),
          new Column("category", "VARCHAR"),
          new Column("value1", "DOUBLE"),
          new Column("value2", "DOUBLE"),
          new Column("active", "BOOLEAN"),
          new Column("name", "VARCHAR"));

  /** Returns what each worker says that it serves. */
  List<ServingWorker> serving() {
    List<List<Shard>> served = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      served.add(new ArrayList<>());
    }
    for (int i = 0; i < shards; i++) {
      Shard shard = shard(i);
      for (int replica = 0; replica < REPLICAS; replica++) {
        served.get((i + replica * (workers / REPLICAS)) % workers).add(shard);
      }
    }
    List<ServingWorker> serving = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      String id = "worker-%04d".formatted(i);
      serving.add(
          new ServingWorker(
              id,
              "grpc+tcp://10.0.%d.%d:8816".formatted(i / 250, i % 250 + 1),
              new Inventory(id, 1, List.of(table(served.get(i))))));
    }
    return serving;
  }

  /** Returns the catalog that is put together of what the workers serve. */
  static Catalog assemble(List<ServingWorker> serving) {
    return CatalogAssembler.assemble(serving, List.of());
  }

  private InventoryTable table(List<Shard> served) {
    return new InventoryTable(
        TableName.main("dataset"),
        COLUMNS,
        Sharding.NONE,
        false,
        Optional.empty(),
        OptionalInt.of(shards),
        served,
        List.of());
  }

  private static Shard shard(int number) {
    long first = number * ROWS_OF_EACH;
    return new Shard(
        "shard-%05d".formatted(number),
        "%016x".formatted(0x9e3779b97f4a7c15L * (number + 1)),
        ROWS_OF_EACH,
        40 * ROWS_OF_EACH,
        List.of(
            statistics(String.valueOf(first), String.valueOf(first + ROWS_OF_EACH - 1), 8),
            statistics("2020-01-01", "2023-12-31", 4),
            statistics("A", "E", 1),
            statistics("0.0", "100.0", 8),
            statistics("0.0", "1000.0", 8),
            statistics("false", "true", 1),
            statistics("Aaron Adams", "Zoe Young", 14)));
  }

  private static ColumnStatistics statistics(String minimum, String maximum, int bytesOfEach) {
    return new ColumnStatistics(
        Optional.of(minimum), Optional.of(maximum), OptionalLong.of(0), bytesOfEach * ROWS_OF_EACH);
  }
}
