package io.skein.worker.task;

import java.time.Duration;

/**
 * How much and how long tasks may hold of a worker. Immutable.
 *
 * @param tasks how many may run at once. It is only a guard against a flood: tasks that wait for
 *     each other must all be let in, so queries are admitted by coordinators
 * @param stall how long a client may leave its result unread
 * @param drain how long running tasks may go on once the worker is told to leave
 */
public record TaskLimits(int tasks, Duration stall, Duration drain) {
  /** 512 tasks, 5 minutes without reading, 30 seconds to finish. */
  public static final TaskLimits DEFAULTS =
      new TaskLimits(512, Duration.ofMinutes(5), Duration.ofSeconds(30));

  public TaskLimits {
    if (tasks < 1 || stall.isNegative() || stall.isZero() || drain.isNegative()) {
      throw new IllegalArgumentException(
          "limits must be positive: %d tasks, stall %s, drain %s".formatted(tasks, stall, drain));
    }
  }
}
