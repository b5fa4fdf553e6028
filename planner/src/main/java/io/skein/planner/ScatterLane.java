package io.skein.planner;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.SetOperation;
import io.skein.planner.plan.Unnest;
import io.skein.planner.statement.Statement;
import io.skein.planner.statement.Statement.Trait;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rule of the SCATTER lane: a statement of filters, projections and UNION ALL over tables
 * gives, run over a part of the shards, that part of its rows. So every worker runs the statement
 * itself over its own shards. Pure.
 */
final class ScatterLane {
  private ScatterLane() {}

  /** Returns why the statement cannot run in this lane, or empty if it can. */
  static Optional<String> obstacle(Statement statement, PlanNode plan) {
    if (statement.has(Trait.READS_CLOCK)) {
      return Optional.of("the current time must be the same for all rows");
    }
    return obstacle(plan);
  }

  private static Optional<String> obstacle(PlanNode node) {
    if (node instanceof Scan scan) {
      return scan.numbersRows()
          ? Optional.of("rows are numbered over the whole table")
          : Optional.empty();
    }
    boolean rowByRow =
        node instanceof Projection
            || node instanceof Filter
            || node instanceof Unnest
            || node instanceof SetOperation operation
                && operation.kind() == SetOperation.Kind.UNION
                && operation.quantifier() == AggregateCall.Quantifier.ALL;
    if (!rowByRow) {
      return Optional.of(PlanWords.of(node));
    }
    return node.children().stream()
        .map(ScatterLane::obstacle)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Returns the one stage of the lane. */
  static PlannedStage stage(
      String sql, Schema schema, Catalog catalog, Map<TableName, ScanPlan> scans, int seed) {
    Map<String, Map<TableName, List<CatalogShard>>> byWorker = new LinkedHashMap<>();
    scans.forEach(
        (name, scan) ->
            Placement.byOwner(scan.shards())
                .forEach(
                    (worker, shards) ->
                        byWorker
                            .computeIfAbsent(worker, key -> new HashMap<>())
                            .put(name, shards)));
    List<PlannedTask> tasks = new ArrayList<>();
    byWorker.forEach((worker, shards) -> tasks.addAll(tasks(worker, shards, scans)));
    if (tasks.isEmpty()) {
      // No shard can have a row: one task without shards still gives the schema.
      tasks.add(
          new PlannedTask(
              inputs(Map.of(), scans), Placement.byBytesOwned(catalog, List.of(), seed)));
    }
    return new PlannedStage(0, sql, schema, tasks);
  }

  private static List<PlannedTask> tasks(
      String worker, Map<TableName, List<CatalogShard>> shards, Map<TableName, ScanPlan> scans) {
    int most = shards.values().stream().mapToInt(List::size).max().orElse(0);
    int parts = Placement.parts(most);
    List<PlannedTask> tasks = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      Map<TableName, List<CatalogShard>> some = new HashMap<>();
      List<CatalogShard> all = new ArrayList<>();
      for (Map.Entry<TableName, List<CatalogShard>> entry : shards.entrySet()) {
        List<CatalogShard> piece = Placement.pieces(entry.getValue(), parts).get(part);
        some.put(entry.getKey(), piece);
        all.addAll(piece);
      }
      tasks.add(new PlannedTask(inputs(some, scans), Placement.candidates(worker, all)));
    }
    return tasks;
  }

  private static List<PlannedInput> inputs(
      Map<TableName, List<CatalogShard>> shards, Map<TableName, ScanPlan> scans) {
    List<PlannedInput> inputs = new ArrayList<>();
    scans.forEach(
        (name, scan) -> {
          List<CatalogShard> some = shards.getOrDefault(name, List.of());
          inputs.add(
              some.isEmpty()
                  ? new PlannedInput.Empty(name, scan.table().columns())
                  : new PlannedInput.Scan(name, name, some));
        });
    return inputs;
  }
}
