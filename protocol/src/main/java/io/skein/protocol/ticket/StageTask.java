package io.skein.protocol.ticket;

import java.util.List;

/**
 * What one task of a stage has of its own. Immutable.
 *
 * @param number the task's number in its stage, from 0
 * @param inputs the relations that the fragment reads in this task
 * @param locations where the task can be run, in order of preference
 */
public record StageTask(int number, List<TaskInput> inputs, List<String> locations) {

  public StageTask {
    inputs = List.copyOf(inputs);
    locations = List.copyOf(locations);
    if (number < 0) {
      throw new IllegalArgumentException("a task's number must not be negative: " + number);
    }
  }

  /** Returns the numbers of the stages that the task reads. */
  List<Integer> sources() {
    return inputs.stream()
        .filter(ExchangeInput.class::isInstance)
        .map(input -> ((ExchangeInput) input).stage())
        .distinct()
        .toList();
  }
}
