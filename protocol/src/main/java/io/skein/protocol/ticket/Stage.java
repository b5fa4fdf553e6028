package io.skein.protocol.ticket;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One fragment and the tasks that run it. Immutable.
 *
 * @param number the stage's number in its query, from 0
 * @param sql the fragment: one SELECT-shaped statement over the inputs' relations
 * @param schema the Arrow schema of every task's result; the fragment's columns match it by
 *     position
 * @param output how the results are read
 * @param tasks the tasks, in the order of their rows
 */
public record Stage(
    int number, String sql, Schema schema, TaskOutput output, List<StageTask> tasks) {

  public Stage {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(output, "output");
    tasks = List.copyOf(tasks);
    if (number < 0 || sql.isBlank() || tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "stage %d has no fragment, or none of %d tasks".formatted(number, tasks.size()));
    }
    Set<Integer> numbers = new HashSet<>();
    for (StageTask task : tasks) {
      if (!numbers.add(task.number())) {
        throw new IllegalArgumentException(
            "stage %d has two tasks with the number %d".formatted(number, task.number()));
      }
      requireOnePlace(number, output, task);
    }
    if (output instanceof TaskOutput.Partitioned partitioned) {
      for (String key : partitioned.keys()) {
        long found = schema.getFields().stream().filter(f -> f.getName().equals(key)).count();
        if (found != 1) {
          throw new IllegalArgumentException(
              "stage %d is partitioned by %s, which is %d columns of its result"
                  .formatted(number, key, found));
        }
      }
    }
  }

  private static void requireOnePlace(int stage, TaskOutput output, StageTask task) {
    if (output instanceof TaskOutput.Kept kept
        && !kept.repeatable()
        && task.locations().size() != 1) {
      throw new IllegalArgumentException(
          "task %d.%d does not give the same rows in each run, so it has one location, not %s"
              .formatted(stage, task.number(), task.locations()));
    }
  }

  /**
   * Returns the task with the number.
   *
   * @throws IllegalArgumentException if there is none
   */
  StageTask task(int wanted) {
    for (StageTask task : tasks) {
      if (task.number() == wanted) {
        return task;
      }
    }
    throw new IllegalArgumentException("stage %d has no task %d".formatted(number, wanted));
  }

  /** Returns the stage with only this task. */
  Stage withOnly(StageTask task) {
    return tasks.size() == 1 && tasks.get(0).equals(task)
        ? this
        : new Stage(number, sql, schema, output, List.of(task));
  }
}
