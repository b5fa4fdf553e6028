package io.skein.planner.simulated;

import io.skein.planner.DistributedPlan;
import io.skein.planner.PlannedInput;
import io.skein.planner.PlannedStage;
import io.skein.planner.PlannedTask;
import io.skein.planner.Planner;
import io.skein.planner.StageOutput;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogAssembler;
import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.ServingWorker;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.planner.render.PlanningDuckDb;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * A cluster as plans see it, in one DuckDB: the tables' rows are divided into shards, and the tasks
 * of a plan run one after the other, each over what its inputs say and nothing else. Used by one
 * thread.
 */
public final class SimulatedCluster implements AutoCloseable {
  private static final String TASK = "task";

  private final PlanningDuckDb database;
  private final BufferAllocator allocator = new RootAllocator();
  private final Planner planner;
  private final Catalog catalog;

  /**
   * Divides the tables that the database's current schema has.
   *
   * @param database the tables; stays the caller's
   * @param workers how many workers read all shards
   * @param shards how many shards a table has, the last one without rows
   * @param scale how many times more rows the planner is told of than there are
   */
  public SimulatedCluster(
      PlanningDuckDb database, int workers, int shards, long scale, DistributionOptions options)
      throws SQLException {
    this.database = database;
    this.planner = new Planner(allocator, 1L << 40, options);
    database.execute("ATTACH IF NOT EXISTS ':memory:' AS shards");
    List<InventoryTable> tables = new ArrayList<>();
    for (List<String> row :
        database.rows(
            "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'memory'"
                + " AND table_schema = current_schema() ORDER BY 1")) {
      tables.add(divide(row.get(0), shards, scale));
    }
    this.catalog =
        CatalogAssembler.assemble(
            IntStream.rangeClosed(1, workers)
                .mapToObj(
                    i ->
                        new ServingWorker(
                            "w" + i,
                            "grpc+tcp://127.0.0.1:" + (9000 + i),
                            new Inventory("w" + i, 1, tables)))
                .toList(),
            List.of());
  }

  private InventoryTable divide(String table, int count, long scale) throws SQLException {
    List<Column> columns =
        database.rows("DESCRIBE " + SqlText.identifier(table)).stream()
            .map(row -> new Column(row.get(0), row.get(1)))
            .toList();
    database.execute(
        "CREATE OR REPLACE TEMP TABLE numbered AS SELECT *, row_number() OVER () AS skein_row FROM "
            + SqlText.identifier(table));
    List<Shard> shards = new ArrayList<>();
    int full = Math.max(1, count - 1);
    for (int i = 0; i < count; i++) {
      String name = "shard-%05d".formatted(i);
      database.execute(
          "CREATE OR REPLACE TABLE %s AS SELECT * EXCLUDE (skein_row) FROM numbered WHERE %s"
              .formatted(
                  shardTable(table, name),
                  // Uneven, and in runs of neighbours as files have them.
                  i < full ? "skein_row // 7 % " + full + " = " + i : "false"));
      long rows =
          scale
              * Long.parseLong(
                  database.rows("SELECT count(*) FROM " + shardTable(table, name)).get(0).get(0));
      shards.add(
          new Shard(
              name,
              "f" + i,
              rows,
              rows * columns.size() * 4,
              columns.stream()
                  .map(
                      column ->
                          new ColumnStatistics(
                              Optional.empty(), Optional.empty(), OptionalLong.empty(), rows * 4))
                  .toList()));
    }
    return new InventoryTable(
        TableName.main(table),
        columns,
        Sharding.NONE,
        false,
        Optional.empty(),
        OptionalInt.of(count),
        shards,
        List.of());
  }

  private static String shardTable(String table, String shard) {
    return SqlText.qualified("shards", "main", table + "#" + shard);
  }

  /** Returns the plan of the query. */
  public DistributedPlan plan(String sql) {
    return planner.plan(sql, catalog, 0);
  }

  /** Returns the result of the plan, each value as DuckDB casts it to text. */
  public List<List<String>> run(DistributedPlan plan) throws SQLException {
    String schema = database.rows("SELECT current_schema()").get(0).get(0);
    database.execute("ATTACH ':memory:' AS " + TASK);
    database.execute("CREATE SCHEMA task.results");
    try {
      Map<Integer, PlannedStage> stages = new HashMap<>();
      for (PlannedStage stage : plan.stages()) {
        stages.put(stage.number(), stage);
        for (int i = 0; i < stage.tasks().size(); i++) {
          run(stage, i, stages, plan.searchPath());
        }
      }
      PlannedStage last = plan.resultStage();
      List<List<String>> rows = new ArrayList<>();
      for (int i = 0; i < last.tasks().size(); i++) {
        rows.addAll(database.rows(received(plan.columns(), result(last, i), false)));
      }
      return rows;
    } finally {
      database.execute("SET search_path = 'memory." + schema + "'");
      database.execute("DETACH " + TASK);
    }
  }

  private static String result(PlannedStage stage, int task) {
    return SqlText.qualified(TASK, "results", "s%d_t%d".formatted(stage.number(), task));
  }

  private void run(
      PlannedStage stage, int number, Map<Integer, PlannedStage> stages, List<String> searchPath)
      throws SQLException {
    PlannedTask task = stage.tasks().get(number);
    for (PlannedInput input : task.inputs()) {
      database.execute(
          "CREATE SCHEMA IF NOT EXISTS " + SqlText.qualified(TASK, input.relation().schema()));
      database.execute("CREATE VIEW %s AS %s".formatted(relation(input), rows(input, stages)));
    }
    for (String schema : searchPath) {
      database.execute("CREATE SCHEMA IF NOT EXISTS " + SqlText.qualified(TASK, schema));
    }
    database.execute(
        searchPath.stream()
            .map(schema -> SqlText.qualified(TASK, schema))
            .collect(Collectors.joining(",", "SET search_path = '", "'")));
    database.execute("CREATE TABLE %s AS %s".formatted(result(stage, number), stage.sql()));
    if (database.rows("DESCRIBE " + result(stage, number)).stream()
        .anyMatch(column -> column.get(1).contains("AGGREGATE_STATE"))) {
      database.throughArrow(result(stage, number), allocator);
    }
    for (PlannedInput input : task.inputs()) {
      database.execute("DROP VIEW " + relation(input));
    }
  }

  private static String relation(PlannedInput input) {
    return SqlText.qualified(TASK, input.relation().schema(), input.relation().name());
  }

  private static String rows(PlannedInput input, Map<Integer, PlannedStage> stages) {
    if (input instanceof PlannedInput.Scan scan) {
      return scan.shards().stream()
          .map(CatalogShard::shard)
          .map(shard -> "SELECT * FROM " + shardTable(scan.table().name(), shard.name()))
          .collect(Collectors.joining(" UNION ALL "));
    }
    if (input instanceof PlannedInput.Exchange exchange) {
      PlannedStage source = stages.get(exchange.stage());
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < source.tasks().size(); i++) {
        parts.add("SELECT * FROM " + result(source, i) + partition(exchange, source.output()));
      }
      List<Column> carried =
          exchange.carried().stream()
              .map(
                  name ->
                      exchange.columns().stream()
                          .filter(column -> column.name().equals(name))
                          .findFirst()
                          .orElseThrow())
              .toList();
      String all = received(carried, "(" + String.join(" UNION ALL ", parts) + ")", true);
      return exchange.columns().stream()
          .map(
              column ->
                  exchange.carried().contains(column.name())
                      ? SqlText.identifier(column.name())
                      : "CAST(NULL AS %s) AS %s"
                          .formatted(column.type(), SqlText.identifier(column.name())))
          .collect(Collectors.joining(", ", "SELECT ", " FROM (" + all + ")"));
    }
    PlannedInput.Empty empty = (PlannedInput.Empty) input;
    return empty.columns().stream()
        .map(
            column ->
                "CAST(NULL AS %s) AS %s"
                    .formatted(column.type(), SqlText.identifier(column.name())))
        .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
  }

  private static String partition(PlannedInput.Exchange exchange, StageOutput output) {
    if (output instanceof StageOutput.Partitioned partitioned) {
      return " WHERE hash(%s) %% %d = %d"
          .formatted(
              String.join(", ", partitioned.keys()),
              partitioned.partitions(),
              exchange.partition().orElseThrow());
    }
    if (exchange.partition().isPresent()) {
      throw new IllegalStateException("a partition of a stage that is not divided");
    }
    return "";
  }

  /** What crosses as another type is cast back. */
  private static String received(List<Column> columns, String relation, boolean named) {
    String names =
        IntStream.range(0, columns.size()).mapToObj(i -> "r" + i).collect(Collectors.joining(", "));
    return IntStream.range(0, columns.size())
        .mapToObj(
            i ->
                "CAST(r%d AS %s) AS %s"
                    .formatted(
                        i,
                        columns.get(i).type(),
                        named ? SqlText.identifier(columns.get(i).name()) : "o" + i))
        .collect(
            Collectors.joining(
                ", ", "SELECT ", " FROM (SELECT * FROM " + relation + ") AS x(" + names + ")"));
  }

  @Override
  public void close() {
    planner.close();
    allocator.close();
  }
}
