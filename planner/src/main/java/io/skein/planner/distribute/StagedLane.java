package io.skein.planner.distribute;

import io.skein.planner.GatherLimit;
import io.skein.planner.Placement;
import io.skein.planner.PlannedInput;
import io.skein.planner.PlannedStage;
import io.skein.planner.PlannedTask;
import io.skein.planner.ResultSql;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rule of the STAGED lane: what can run at every worker over its own shards does, and one task
 * finishes what they give. For one plan; not thread-safe.
 */
public final class StagedLane {
  private final Catalog catalog;
  private final Function<List<Column>, Schema> schemas;
  private final Fragments fragments;
  private final boolean inShardOrder;
  private final int seed;

  private StagedLane(
      ShellDatabase shell,
      Catalog catalog,
      Function<List<Column>, Schema> schemas,
      boolean inShardOrder,
      int seed) {
    this.catalog = catalog;
    this.schemas = schemas;
    this.fragments = new Fragments(shell);
    this.inShardOrder = inShardOrder;
    this.seed = seed;
  }

  /**
   * Returns the plan's stages, the one that gives the result last.
   *
   * @param columns the result's columns, which the last stage must have
   * @param schemas gives the Arrow schema of columns
   * @param limit how much may be moved to the last stage
   * @param seed spreads what may run anywhere
   * @throws NotDistributable if no rule cuts the plan, with the reason
   */
  public static List<PlannedStage> stages(
      PlanNode plan,
      List<Column> columns,
      ShellDatabase shell,
      Catalog catalog,
      Function<List<Column>, Schema> schemas,
      GatherLimit limit,
      int seed) {
    return new StagedLane(shell, catalog, schemas, RowOrder.matters(plan), seed)
        .stages(plan, columns, limit);
  }

  private List<PlannedStage> stages(PlanNode plan, List<Column> columns, GatherLimit limit) {
    Distributor distributor = new Distributor(catalog, fragments::stateTypes, fragments::add);
    Piece result = distributor.gathered(plan);
    limit.require(
        distributor.stages().stream().mapToLong(CutStage::bytes).sum(),
        distributor.stages().stream()
            .flatMap(stage -> stage.piece().sharded().stream())
            .map(scan -> scan.table().name())
            .toList());
    List<PlannedStage> planned = new ArrayList<>();
    List<CatalogShard> read = new ArrayList<>();
    for (CutStage stage : distributor.stages()) {
      fragments.verify(stage);
      planned.add(plan(stage, distributor.stages()));
      stage.piece().sharded().forEach(scan -> read.addAll(scan.shards()));
    }
    requireTypes(columns, fragments.describe(result), "the result");
    List<PlannedInput> inputs = exchanges(result, distributor.stages());
    PlannedTask last = new PlannedTask(inputs, Placement.byBytesOwned(catalog, read, seed));
    planned.add(
        new PlannedStage(
            planned.size(),
            ResultSql.sendable(fragments.sql(result), columns),
            schemas.apply(columns),
            List.of(last)));
    return planned;
  }

  private PlannedStage plan(CutStage stage, List<CutStage> stages) {
    List<Column> columns = columns(stage);
    Piece piece = stage.piece();
    List<PlannedInput> shared = new ArrayList<>(exchanges(piece, stages));
    for (ScanRelation scan : piece.whole()) {
      shared.add(input(scan, scan.shards()));
    }
    List<PlannedTask> tasks = new ArrayList<>();
    for (Map.Entry<String, Map<ScanRelation, List<CatalogShard>>> part : parts(piece)) {
      List<PlannedInput> inputs = new ArrayList<>(shared);
      List<CatalogShard> read = new ArrayList<>();
      for (ScanRelation scan : piece.sharded()) {
        List<CatalogShard> shards = part.getValue().getOrDefault(scan, List.of());
        inputs.add(input(scan, shards));
        read.addAll(shards);
      }
      tasks.add(new PlannedTask(inputs, Placement.candidates(part.getKey(), read)));
    }
    if (tasks.isEmpty()) {
      List<PlannedInput> inputs = new ArrayList<>(shared);
      piece.sharded().forEach(scan -> inputs.add(input(scan, List.of())));
      tasks.add(new PlannedTask(inputs, Placement.byBytesOwned(catalog, List.of(), seed)));
    }
    return new PlannedStage(
        stage.number(),
        ResultSql.sendable(fragments.sql(piece), columns),
        schemas.apply(columns),
        tasks);
  }

  /** Which shards each task reads; the key is the worker that should run it. */
  private List<Map.Entry<String, Map<ScanRelation, List<CatalogShard>>>> parts(Piece piece) {
    List<Map.Entry<String, Map<ScanRelation, List<CatalogShard>>>> parts = new ArrayList<>();
    if (inShardOrder) {
      // Of several scans the first comes whole before the next, as in a UNION ALL.
      for (ScanRelation scan : piece.sharded()) {
        for (List<CatalogShard> run : Placement.runs(scan.shards())) {
          parts.add(Map.entry(run.get(0).owner(), Map.of(scan, run)));
        }
      }
      return parts;
    }
    Map<String, Map<ScanRelation, List<CatalogShard>>> byWorker = new LinkedHashMap<>();
    for (ScanRelation scan : piece.sharded()) {
      Placement.byOwner(scan.shards())
          .forEach(
              (worker, shards) ->
                  byWorker.computeIfAbsent(worker, key -> new LinkedHashMap<>()).put(scan, shards));
    }
    parts.addAll(byWorker.entrySet());
    return parts;
  }

  private static PlannedInput input(ScanRelation scan, List<CatalogShard> shards) {
    return shards.isEmpty()
        ? new PlannedInput.Empty(scan.relation(), scan.table().columns())
        : new PlannedInput.Scan(scan.relation(), scan.table().name(), shards);
  }

  private List<PlannedInput> exchanges(Piece piece, List<CutStage> stages) {
    List<PlannedInput> inputs = new ArrayList<>();
    for (int number : piece.exchanges()) {
      List<Column> columns = columns(stages.get(number));
      TableName relation = Distributor.relation(number);
      inputs.add(
          new PlannedInput.Exchange(
              relation,
              columns,
              columns.stream().map(Column::name).toList(),
              number,
              OptionalInt.empty()));
    }
    return inputs;
  }

  private static List<Column> columns(CutStage stage) {
    return IntStream.range(0, stage.types().size())
        .mapToObj(i -> new Column("c" + i, stage.types().get(i).sql()))
        .toList();
  }

  private static void requireTypes(List<Column> expected, List<Column> found, String what) {
    List<String> expectedTypes = expected.stream().map(Column::type).toList();
    List<String> foundTypes = found.stream().map(Column::type).toList();
    if (!expectedTypes.equals(foundTypes)) {
      throw new NotDistributable(
          "%s would have the types %s, not %s".formatted(what, foundTypes, expectedTypes));
    }
  }
}
