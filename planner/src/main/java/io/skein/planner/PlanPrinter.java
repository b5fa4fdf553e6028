package io.skein.planner;

import io.skein.planner.statement.ExplainMode;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a plan as the lines that EXPLAIN shows. Pure. */
final class PlanPrinter {

  private PlanPrinter() {}

  /** Returns the lines. */
  static List<String> lines(DistributedPlan plan, ExplainMode mode) {
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
      lines.addAll(stageLines(plan, stage, mode));
    }
    if (plan.result().isPresent()) {
      lines.add("answered by the coordinator while planning");
    }
    return lines;
  }

  private static List<String> stageLines(
      DistributedPlan plan, PlannedStage stage, ExplainMode mode) {
    List<String> lines = new ArrayList<>();
    boolean last = stage == plan.resultStage();
    lines.add(
        "stage %d: %d task%s, %s"
            .formatted(
                stage.number(),
                stage.tasks().size(),
                stage.tasks().size() == 1 ? "" : "s",
                last ? "result to the client" : "rows to stage " + consumer(plan, stage)));
    if (mode == ExplainMode.VERBOSE) {
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
    } else {
      Map<String, int[]> byWorker = new LinkedHashMap<>();
      for (PlannedTask task : stage.tasks()) {
        int[] counts = byWorker.computeIfAbsent(task.workers().get(0), worker -> new int[2]);
        counts[0]++;
        counts[1] += task.inputs().stream().mapToInt(PlanPrinter::shards).sum();
      }
      byWorker.forEach(
          (worker, counts) ->
              lines.add(
                  "  %s: %d task%s, %d shards"
                      .formatted(worker, counts[0], counts[0] == 1 ? "" : "s", counts[1])));
    }
    return lines;
  }

  private static int consumer(DistributedPlan plan, PlannedStage stage) {
    return plan.stages().stream()
        .filter(
            other ->
                other.tasks().stream()
                    .flatMap(task -> task.inputs().stream())
                    .anyMatch(
                        input ->
                            input instanceof PlannedInput.Exchange gather
                                && gather.stage() == stage.number()))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private static int shards(PlannedInput input) {
    return input instanceof PlannedInput.Scan scan ? scan.shards().size() : 0;
  }

  private static String input(PlannedInput input) {
    if (input instanceof PlannedInput.Exchange gather) {
      return "%s gathered from stage %d".formatted(gather.relation(), gather.stage());
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
