package io.skein.planner;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A part of a query that runs without moving data: one fragment, run by one task per place.
 * Immutable.
 *
 * @param number the stage's number in its plan, from 0; a stage reads stages of lower numbers only
 * @param sql the fragment
 * @param schema the Arrow schema of every task's result
 * @param tasks the tasks, in the order of their rows
 * @param output how the tasks' results are read
 * @param estimatedRows how many rows all tasks together are thought to give, where it was estimated
 */
public record PlannedStage(
    int number,
    String sql,
    Schema schema,
    List<PlannedTask> tasks,
    StageOutput output,
    OptionalLong estimatedRows) {

  /** Creates a stage of which every task's result is read once. */
  public PlannedStage(int number, String sql, Schema schema, List<PlannedTask> tasks) {
    this(number, sql, schema, tasks, new StageOutput.Streamed(), OptionalLong.empty());
  }

  public PlannedStage {
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(schema, "schema");
    tasks = List.copyOf(tasks);
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(estimatedRows, "estimatedRows");
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("stage %d has no task".formatted(number));
    }
  }
}
