package io.skein.protocol.id;

import java.util.Objects;

/**
 * The name of one run of a stage's fragment, printed like {@code q7f3.2.5.0}: query, stage, task,
 * attempt. Immutable.
 *
 * @param query the query that the task belongs to
 * @param stage the number of the stage in the query, from 0
 * @param task the number of the task in the stage, from 0
 * @param attempt how often the task has been retried, from 0
 */
public record TaskId(QueryId query, int stage, int task, int attempt) {

  public TaskId {
    Objects.requireNonNull(query, "query");
    if (stage < 0 || task < 0 || attempt < 0) {
      throw new IllegalArgumentException(
          "stage, task and attempt must not be negative: %d, %d, %d"
              .formatted(stage, task, attempt));
    }
  }

  /** Returns the name of another run of the same task. */
  public TaskId withAttempt(int other) {
    return other == attempt ? this : new TaskId(query, stage, task, other);
  }

  /** Returns whether the printed name is that of a run of the same task. */
  public boolean isRunOfSameTask(String printed) {
    return printed.startsWith("%s.%d.%d.".formatted(query, stage, task));
  }

  @Override
  public String toString() {
    return query + "." + stage + "." + task + "." + attempt;
  }
}
