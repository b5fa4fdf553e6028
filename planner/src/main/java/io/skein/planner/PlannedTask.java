package io.skein.planner;

import java.util.List;

/**
 * One task of a stage. Immutable.
 *
 * @param inputs the relations that the stage's fragment reads in this task
 * @param workers the ids of the workers that can run it, in order of preference; at least one
 */
public record PlannedTask(List<PlannedInput> inputs, List<String> workers) {

  public PlannedTask {
    inputs = List.copyOf(inputs);
    workers = List.copyOf(workers);
    if (workers.isEmpty()) {
      throw new IllegalArgumentException("a task needs a worker");
    }
  }
}
