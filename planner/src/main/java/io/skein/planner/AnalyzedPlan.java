package io.skein.planner;

import io.skein.protocol.profile.TaskStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * A plan that was run, with what its tasks gave and took: what EXPLAIN ANALYZE shows. Immutable.
 *
 * @param plan the plan
 * @param tasks the statistics of its tasks, each once
 * @param resultRows how many rows the result has
 * @param planningMillis how long planning took, in milliseconds
 * @param totalMillis how long planning and running took, in milliseconds
 */
public record AnalyzedPlan(
    DistributedPlan plan,
    List<TaskStatistics> tasks,
    long resultRows,
    long planningMillis,
    long totalMillis) {
  /** The value of explain_key. */
  public static final String KEY = "analyzed_plan";

  public AnalyzedPlan {
    tasks = List.copyOf(tasks);
  }

  /** Returns the lines: those of EXPLAIN, the statistics of each stage and task, and the sums. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(PlanPrinter.lines(plan, this::stageLines));
    lines.add(
        "total: %,d ms, %,d ms of it planning; %,d bytes exchanged; %s in the result"
            .formatted(
                totalMillis,
                planningMillis,
                sum(tasks, TaskStatistics::exchangedBytes),
                rows(resultRows)));
    return lines;
  }

  private List<String> stageLines(PlannedStage stage) {
    List<TaskStatistics> runs =
        tasks.stream()
            .filter(task -> task.id().stage() == stage.number())
            .sorted(Comparator.comparingInt(task -> task.id().task()))
            .toList();
    if (runs.isEmpty()) {
      return List.of("  no task told what it did");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "  %s, %,d bytes given; %,d bytes exchanged, %,d read locally; %,d ms; skew %s"
            .formatted(
                rows(sum(runs, TaskStatistics::rows)),
                sum(runs, TaskStatistics::bytes),
                sum(runs, TaskStatistics::exchangedBytes),
                sum(runs, TaskStatistics::localBytes),
                max(runs, TaskStatistics::millis),
                skew(runs)));
    runs.forEach(run -> lines.add("  " + line(run)));
    int silent = stage.tasks().size() - runs.size();
    if (silent > 0) {
      lines.add("  %d of %d tasks did not tell".formatted(silent, stage.tasks().size()));
    }
    return lines;
  }

  private static String line(TaskStatistics run) {
    String waited =
        run.inputMillis() > 0 ? ", %,d of it for its inputs".formatted(run.inputMillis()) : "";
    return "task %d at %s: %s, %,d bytes, %,d ms%s, attempt %d"
        .formatted(
            run.id().task(),
            run.worker(),
            rows(run.rows()),
            run.bytes(),
            run.millis(),
            waited,
            run.id().attempt());
  }

  /** Returns the largest task's rows divided by the mean: 1 where all give as many. */
  private static String skew(List<TaskStatistics> runs) {
    long all = sum(runs, TaskStatistics::rows);
    double skew =
        all == 0 ? 1 : (double) max(runs, TaskStatistics::rows) * runs.size() / (double) all;
    return String.format(Locale.ROOT, "%.2f", skew);
  }

  private static String rows(long count) {
    return count == 1 ? "1 row" : String.format(Locale.ROOT, "%,d rows", count);
  }

  private static long sum(List<TaskStatistics> runs, ToLongFunction<TaskStatistics> value) {
    return runs.stream().mapToLong(value).sum();
  }

  private static long max(List<TaskStatistics> runs, ToLongFunction<TaskStatistics> value) {
    return runs.stream().mapToLong(value).max().orElse(0);
  }
}
