package io.skein.planner.distribute;

import io.skein.planner.GatherLimit;
import io.skein.planner.Placement;
import io.skein.planner.PlannedInput;
import io.skein.planner.PlannedStage;
import io.skein.planner.PlannedTask;
import io.skein.planner.ResultSql;
import io.skein.planner.StageOutput;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.table.Column;
import io.skein.protocol.type.Unsigned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rule of the STAGED lane: what can run at every worker over its own rows does, and rows move
 * where they must meet. For one plan; not thread-safe.
 */
public final class StagedLane {
  private final Catalog catalog;
  private final Function<List<Column>, Schema> schemas;
  private final DistributionOptions options;
  private final GatherLimit limit;
  private final Fragments fragments;
  private final int seed;

  /**
   * Creates the lane.
   *
   * @param schemas gives the Arrow schema of columns that tasks send to each other
   * @param limit how much may be moved to one task
   * @param seed spreads what may run anywhere
   */
  public StagedLane(
      ShellDatabase shell,
      Catalog catalog,
      Function<List<Column>, Schema> schemas,
      DistributionOptions options,
      GatherLimit limit,
      int seed) {
    this.catalog = catalog;
    this.schemas = schemas;
    this.options = options;
    this.limit = limit;
    this.fragments = new Fragments(shell);
    this.seed = seed;
  }

  /**
   * Returns the plan's stages, the one that gives the result last.
   *
   * @param columns the result's columns, which the last stage must have
   * @param schema the schema in which the result is sent
   * @param unsigned how the result's unsigned numbers are sent
   * @throws NotDistributable if no rule cuts the plan, with the reason
   */
  public List<PlannedStage> stages(
      PlanNode plan, List<Column> columns, Schema schema, Unsigned unsigned) {
    boolean inShardOrder = RowOrder.matters(plan);
    Distributor distributor =
        new Distributor(catalog, options, inShardOrder, fragments::stateTypes, fragments::add);
    Piece result = distributor.result(plan);
    List<CutStage> cut = distributor.stages();
    requireWithinLimit(cut, distributor.partitions());
    StageTasks tasks =
        new StageTasks(
            catalog,
            inShardOrder,
            distributor.partitions(),
            Placement.byBytesOwned(catalog, shardsRead(cut, result), seed));
    Map<Integer, Integer> readers = new HashMap<>();
    List<PlannedStage> planned = new ArrayList<>();
    List<Column> described = fragments.describe(result);
    requireTypes(columns, described, "the result");
    List<PlannedTask> last = tasks(result, tasks, cut, readers);
    planned.add(
        new PlannedStage(
            cut.size(),
            ResultSql.sendable(fragments.sql(result), columns, unsigned),
            schema,
            last,
            new StageOutput.Streamed(),
            estimated(result)));
    // Readers come before what they read, so that these are known when a stage is planned.
    for (int i = cut.size() - 1; i >= 0; i--) {
      if (readers.containsKey(i)) {
        planned.add(0, plan(cut.get(i), tasks, cut, readers));
      }
    }
    return planned;
  }

  private void requireWithinLimit(List<CutStage> cut, int partitions) {
    limit.require(
        cut.stream().mapToLong(stage -> stage.bytes(partitions)).sum(),
        cut.stream()
            .flatMap(
                stage ->
                    Stream.concat(stage.piece().sharded().stream(), stage.piece().whole().stream()))
            .map(scan -> scan.table().name())
            .toList());
  }

  private static List<CatalogShard> shardsRead(List<CutStage> cut, Piece result) {
    return Stream.concat(cut.stream().map(CutStage::piece), Stream.of(result))
        .flatMap(piece -> Stream.concat(piece.sharded().stream(), piece.whole().stream()))
        .flatMap(scan -> scan.shards().stream())
        .toList();
  }

  private PlannedStage plan(
      CutStage stage, StageTasks tasks, List<CutStage> cut, Map<Integer, Integer> readers) {
    fragments.verify(stage);
    List<Column> columns = columns(stage.types());
    List<PlannedTask> planned = tasks(stage.piece(), tasks, cut, readers);
    return new PlannedStage(
        stage.number(),
        ResultSql.sendable(fragments.sql(stage.piece()), columns),
        schemas.apply(columns),
        planned,
        output(stage, columns, readers.get(stage.number())),
        estimated(stage.piece()));
  }

  private static OptionalLong estimated(Piece piece) {
    return OptionalLong.of(Math.round(piece.estimate().rows()));
  }

  private StageOutput output(CutStage stage, List<Column> columns, int readers) {
    boolean repeatable = stage.piece().repeatable();
    if (!stage.keys().isEmpty()) {
      return new StageOutput.Partitioned(
          stage.keys().stream().map(key -> columns.get(key).name()).toList(),
          Math.min(catalog.locations().size(), options.partitions()),
          readers,
          repeatable);
    }
    return readers == 1 ? new StageOutput.Streamed() : new StageOutput.Kept(readers, repeatable);
  }

  /** Plans the tasks of a piece, and counts them as readers of the stages that they read. */
  private static List<PlannedTask> tasks(
      Piece piece, StageTasks tasks, List<CutStage> cut, Map<Integer, Integer> readers) {
    List<PlannedTask> planned = new ArrayList<>();
    for (StageTasks.Part part : tasks.of(piece)) {
      List<PlannedInput> inputs = new ArrayList<>();
      for (StageInput input : piece.stages()) {
        readers.merge(input.stage(), 1, Integer::sum);
        inputs.add(exchange(input, cut.get(input.stage()), part.partition()));
      }
      piece.whole().forEach(scan -> inputs.add(StageTasks.input(scan, scan.shards())));
      inputs.addAll(part.scans());
      planned.add(new PlannedTask(inputs, part.workers()));
    }
    return planned;
  }

  private static PlannedInput exchange(StageInput input, CutStage stage, OptionalInt partition) {
    List<Column> columns = columns(stage.types());
    return new PlannedInput.Exchange(
        input.relation(),
        columns,
        columns.stream().map(Column::name).toList(),
        stage.number(),
        input.reading() == StageInput.Reading.PARTITION ? partition : OptionalInt.empty());
  }

  private static List<Column> columns(List<DataType> types) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> new Column("c" + i, types.get(i).sql()))
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
