package io.skein.planner;

import io.skein.planner.statement.ExplainMode;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes a plan as the lines that EXPLAIN shows. Pure. */
final class PlanPrinter {

  private PlanPrinter() {}

  /** Returns the lines. */
  static List<String> lines(DistributedPlan plan, ExplainMode mode) {
    return lines(
        plan, mode == ExplainMode.VERBOSE ? PlanPrinter::taskLines : PlanPrinter::workerLines);
  }

  /** Returns the lines, with those under each stage that the function gives. */
  static List<String> lines(
      DistributedPlan plan, Function<PlannedStage, List<String>> linesOfStage) {
    List<String> lines = new ArrayList<>();
    lines.add("lane: " + plan.lane());
    lines.add("reason: " + plan.reason());
    lines.add(
        "columns: "
            + plan.columns().stream().map(Column::toString).collect(Collectors.joining(", ")));
    for (ScannedTable scan : plan.scans()) {
      lines.add(
          "table %s: %d shards read, %d pruned, %,d rows, %,d bytes, columns %s"
              .formatted(
                  scan.table(),
                  scan.shardsRead(),
                  scan.shardsPruned(),
                  scan.rows(),
                  scan.bytes(),
                  String.join(", ", scan.columns())));
      if (!scan.filter().isEmpty()) {
        lines.add("  filter: " + scan.filter());
      }
    }
    for (PlannedStage stage : plan.stages()) {
      lines.add(stageLine(plan, stage));
      lines.addAll(linesOfStage.apply(stage));
    }
    if (plan.result().isPresent()) {
      lines.add("answered by the coordinator while planning");
    }
    return lines;
  }

  private static String stageLine(DistributedPlan plan, PlannedStage stage) {
    String rows =
        stage.estimatedRows().isPresent()
            ? ", about %,d rows".formatted(stage.estimatedRows().getAsLong())
            : "";
    return "stage %d: %s, %s%s"
        .formatted(
            stage.number(),
            tasks(stage.tasks().size()),
            stage == plan.resultStage() ? "result to the client" : exchange(plan, stage),
            rows);
  }

  private static String tasks(int count) {
    return count == 1 ? "1 task" : count + " tasks";
  }

  /** The exchange in the words of the design: gather, broadcast, repartition. */
  private static String exchange(DistributedPlan plan, PlannedStage stage) {
    String readers =
        plan.stages().stream()
            .filter(other -> reads(other, stage))
            .map(other -> "stage " + other.number())
            .collect(Collectors.joining(" and "));
    if (stage.output() instanceof StageOutput.Partitioned partitioned) {
      return "repartition by hash(%s) %% %d to %s"
          .formatted(String.join(", ", partitioned.keys()), partitioned.partitions(), readers);
    }
    if (stage.output() instanceof StageOutput.Kept kept) {
      return "broadcast to %s of %s".formatted(tasks(kept.readers()), readers);
    }
    return "gather to " + readers;
  }

  private static boolean reads(PlannedStage reader, PlannedStage stage) {
    return reader.tasks().stream()
        .flatMap(task -> task.inputs().stream())
        .anyMatch(
            input ->
                input instanceof PlannedInput.Exchange exchange
                    && exchange.stage() == stage.number());
  }

  private static List<String> taskLines(PlannedStage stage) {
    List<String> lines = new ArrayList<>();
    stage.sql().lines().forEach(line -> lines.add("  fragment: " + line));
    for (int i = 0; i < stage.tasks().size(); i++) {
      PlannedTask task = stage.tasks().get(i);
      lines.add(
          "  task %d at %s: %s"
              .formatted(
                  i,
                  String.join(" or ", task.workers()),
                  task.inputs().stream()
                      .map(PlanPrinter::input)
                      .collect(Collectors.joining("; "))));
    }
    return lines;
  }

  private static List<String> workerLines(PlannedStage stage) {
    Map<String, int[]> byWorker = new LinkedHashMap<>();
    for (PlannedTask task : stage.tasks()) {
      int[] counts = byWorker.computeIfAbsent(task.workers().get(0), worker -> new int[2]);
      counts[0]++;
      counts[1] += task.inputs().stream().mapToInt(PlanPrinter::shards).sum();
    }
    return byWorker.entrySet().stream()
        .map(
            entry ->
                "  %s: %s, %d shards"
                    .formatted(entry.getKey(), tasks(entry.getValue()[0]), entry.getValue()[1]))
        .toList();
  }

  private static int shards(PlannedInput input) {
    return input instanceof PlannedInput.Scan scan ? scan.shards().size() : 0;
  }

  private static String input(PlannedInput input) {
    if (input instanceof PlannedInput.Exchange exchange) {
      return exchange.partition().isPresent()
          ? "%s is partition %d of stage %d"
              .formatted(exchange.relation(), exchange.partition().getAsInt(), exchange.stage())
          : "%s is all of stage %d".formatted(exchange.relation(), exchange.stage());
    }
    if (input instanceof PlannedInput.Scan scan) {
      return scan.shards().stream()
          .map(shard -> shard.shard().version())
          .map(ShardVersion::shard)
          .collect(Collectors.joining(", ", scan.relation() + " ", ""));
    }
    return input.relation() + " without shards";
  }
}
