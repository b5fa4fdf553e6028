package io.skein.worker.task;

import java.time.Duration;

/**
 * How much and how long tasks may hold of a worker. Immutable.
 *
 * @param tasks how many may run at once. It is only a guard against a flood: tasks that wait for
 *     each other must all be let in, so queries are admitted by coordinators
 * @param stall how long a client may leave its result unread
 * @param grace how long it may do so where others need the place or the memory
 * @param drain how long running tasks may go on once the worker is told to leave
 * @param idle how long a result that is kept for several readers stays while nobody reads it
 */
public record TaskLimits(int tasks, Duration stall, Duration grace, Duration drain, Duration idle) {
  /** One minute until a kept result that nobody reads is dropped. */
  public static final Duration DEFAULT_IDLE = Duration.ofMinutes(1);

  /** Ten seconds without reading where others wait. */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

  /** 512 tasks, 5 minutes without reading, 30 seconds to finish, 1 minute idle. */
  public static final TaskLimits DEFAULTS =
      new TaskLimits(512, Duration.ofMinutes(5), Duration.ofSeconds(30), DEFAULT_IDLE);

  /** Creates limits with the usual time of grace. */
  public TaskLimits(int tasks, Duration stall, Duration drain, Duration idle) {
    this(tasks, stall, DEFAULT_GRACE, drain, idle);
  }

  public TaskLimits {
    if (tasks < 1
        || stall.isNegative()
        || stall.isZero()
        || grace.isNegative()
        || drain.isNegative()
        || idle.isNegative()) {
      throw new IllegalArgumentException(
          "limits must be positive: %d tasks, stall %s, grace %s, drain %s, idle %s"
              .formatted(tasks, stall, grace, drain, idle));
    }
  }
}
