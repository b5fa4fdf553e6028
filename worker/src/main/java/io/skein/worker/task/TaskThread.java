package io.skein.worker.task;

import io.skein.protocol.id.TaskId;
import org.slf4j.MDC;
import org.slf4j.MDC.MDCCloseable;

/**
 * What the current thread is called, and which query and task its log lines carry, while it works
 * for a task. To be closed by the same thread.
 */
final class TaskThread implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private final String former = thread.getName();
  private final MDCCloseable query;
  private final MDCCloseable task;

  private TaskThread(String role, TaskId id) {
    thread.setName(role + "-" + id);
    query = MDC.putCloseable("query", id.query().toString());
    task = MDC.putCloseable("task", id.toString());
  }

  /**
   * Names the current thread.
   *
   * @param role what it does for the task
   */
  static TaskThread named(String role, TaskId id) {
    return new TaskThread(role, id);
  }

  @Override
  public void close() {
    task.close();
    query.close();
    thread.setName(former);
  }
}
