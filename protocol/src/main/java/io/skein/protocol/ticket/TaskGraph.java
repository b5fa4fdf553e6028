package io.skein.protocol.ticket;

import io.skein.protocol.id.QueryId;
import io.skein.protocol.query.QueryLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stages of one query, each once, and who reads whom: a stage reads only stages of lower numbers.
 * Immutable.
 *
 * @param query the query
 * @param searchPath schemas in which unqualified table names are looked up, in order
 * @param stages the stages, in the order of their numbers
 * @param profiled whether the tasks tell their readers what their runs gave and took
 * @param label what is said of the query to whoever sees a task of it
 */
public record TaskGraph(
    QueryId query,
    List<String> searchPath,
    List<Stage> stages,
    boolean profiled,
    QueryLabel label) {

  /** Creates the graph of tasks that are not profiled, and of whose query nothing is said. */
  public TaskGraph(QueryId query, List<String> searchPath, List<Stage> stages) {
    this(query, searchPath, stages, false, QueryLabel.NONE);
  }

  public TaskGraph {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(label, "label");
    searchPath = List.copyOf(searchPath);
    stages = List.copyOf(stages);
    Map<Integer, Stage> before = new TreeMap<>();
    int last = -1;
    for (Stage stage : stages) {
      if (stage.number() <= last) {
        throw new IllegalArgumentException(
            "stage %d comes after stage %d".formatted(stage.number(), last));
      }
      last = stage.number();
      stage.tasks().forEach(task -> requireSources(stage, task, before));
      before.put(stage.number(), stage);
    }
  }

  private static void requireSources(Stage stage, StageTask task, Map<Integer, Stage> before) {
    for (TaskInput input : task.inputs()) {
      if (input instanceof ExchangeInput exchange) {
        Stage source = before.get(exchange.stage());
        if (source == null) {
          throw new IllegalArgumentException(
              "task %d.%d reads stage %d, which does not come before it"
                  .formatted(stage.number(), task.number(), exchange.stage()));
        }
        requirePart(source, exchange.partition());
      }
    }
  }

  /** Requires that results of the stage are read in such parts. */
  static void requirePart(Stage stage, OptionalInt partition) {
    int partitions = stage.output() instanceof TaskOutput.Partitioned p ? p.partitions() : 0;
    boolean fits = partition.isPresent() ? partition.getAsInt() < partitions : partitions == 0;
    if (!fits || partition.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "stage %d gives %d partitions, of which %s was asked for"
              .formatted(
                  stage.number(),
                  partitions,
                  partition.isPresent() ? "number " + partition.getAsInt() : "none"));
    }
  }

  /**
   * Returns the stage with the number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Stage stage(int number) {
    for (Stage stage : stages) {
      if (stage.number() == number) {
        return stage;
      }
    }
    throw new IllegalArgumentException("query %s has no stage %d".formatted(query, number));
  }

  /** Returns what the task needs: itself alone of its stage, and all stages that it reads. */
  TaskGraph reachableFrom(int stage, int task) {
    Stage asked = stage(stage);
    StageTask only = asked.task(task);
    NavigableSet<Integer> open = new TreeSet<>(only.sources());
    List<Stage> reached = new ArrayList<>();
    reached.add(asked.withOnly(only));
    while (!open.isEmpty()) {
      Stage next = stage(open.pollLast());
      reached.add(0, next);
      next.tasks().forEach(source -> open.addAll(source.sources()));
    }
    return reached.equals(stages)
        ? this
        : new TaskGraph(query, searchPath, reached, profiled, label);
  }
}
