package io.skein.protocol.profile;

import io.skein.protocol.id.TaskId;
import java.util.Objects;

/**
 * What one run of a task gave, and what it took. Immutable.
 *
 * @param id the task's name
 * @param worker the id of the worker that ran it
 * @param rows rows of its result, each once, however many read them
 * @param bytes the bytes of these rows as Arrow buffers; of a kept result, about so many
 * @param exchangedBytes bytes that it received of other workers
 * @param localBytes bytes that it read of other tasks of its own worker; of a kept result, about so
 *     many
 * @param inputMillis how long it waited for the tasks that it reads, in milliseconds
 * @param millis how long it ran, waiting included, in milliseconds
 */
public record TaskStatistics(
    TaskId id,
    String worker,
    long rows,
    long bytes,
    long exchangedBytes,
    long localBytes,
    long inputMillis,
    long millis) {

  public TaskStatistics {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(worker, "worker");
    if (rows < 0
        || bytes < 0
        || exchangedBytes < 0
        || localBytes < 0
        || inputMillis < 0
        || millis < 0) {
      throw new IllegalArgumentException(
          "task %s: %d rows, %d bytes, %d bytes exchanged, %d local, %d of %d ms"
              .formatted(id, rows, bytes, exchangedBytes, localBytes, inputMillis, millis));
    }
  }
}
