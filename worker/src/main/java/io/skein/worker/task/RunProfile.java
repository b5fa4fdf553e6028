package io.skein.worker.task;

import io.skein.protocol.id.TaskId;
import io.skein.protocol.profile.TaskProfiles;
import io.skein.protocol.profile.TaskStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What one run gave and took, and what it was told of the runs that it read. Used by one thread.
 */
final class RunProfile {
  private final TaskId id;
  private final String worker;
  private final long start = System.nanoTime();
  private final TaskProfiles read = new TaskProfiles();
  private long exchangedBytes;
  private long localBytes;
  private long inputMillis;

  /** Begins to measure the run. */
  RunProfile(TaskId id, String worker) {
    this.id = id;
    this.worker = worker;
  }

  /** Runs what waits for the tasks that are read, and measures it. */
  void waiting(Runnable load) {
    long before = System.nanoTime();
    load.run();
    inputMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
  }

  /** Adds what was read of another task, and what that one told. */
  void addSource(TaskId source, long bytes, List<TaskStatistics> told) {
    boolean here =
        told.stream()
            .anyMatch(
                run -> source.isRunOfSameTask(run.id().toString()) && run.worker().equals(worker));
    if (here) {
      localBytes += bytes;
    } else {
      exchangedBytes += bytes;
    }
    read.add(told);
  }

  /** Returns how long the run has taken so far, in milliseconds. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** Returns the statistics of the run and of all that it read. */
  List<TaskStatistics> tasks(long rows, long bytes, long millis) {
    List<TaskStatistics> tasks = new ArrayList<>();
    tasks.add(
        new TaskStatistics(
            id, worker, rows, bytes, exchangedBytes, localBytes, inputMillis, millis));
    tasks.addAll(read.tasks());
    return tasks;
  }
}
