package io.skein.protocol.ticket;

import java.util.Objects;

/**
 * The result of running a task. Immutable.
 *
 * @param task the task, to be run at one of its locations
 */
public record TaskGrant(Task task) implements Grant {

  public TaskGrant {
    Objects.requireNonNull(task, "task");
  }
}
