package io.skein.worker;

import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.monitor.Metric;
import io.skein.protocol.monitor.Metrics;
import io.skein.worker.engine.Engine;
import io.skein.worker.task.RunningTasks;
import io.skein.worker.task.TaskLimits;
import io.skein.worker.task.TaskRunner;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;

/** The numbers of a worker. */
final class WorkerMetrics {

  private WorkerMetrics() {}

  /** Returns the worker's numbers, as long as its parts are open. */
  static Metrics of(
      RunningTasks tasks,
      TaskLimits limits,
      TaskRunner runner,
      Engine engine,
      BufferAllocator allocator,
      Supplier<List<InventoryTable>> tables) {
    Metrics metrics = new Metrics();
    metrics.gauge(Metric.WORKER_TASKS_RUNNING, tasks::count);
    metrics.gauge(Metric.WORKER_TASKS_LIMIT, limits::tasks);
    metrics.gauge(Metric.WORKER_THREADS, runner::threads);
    metrics.count(Metric.WORKER_ROWS_SENT_TOTAL, () -> tasks.exchanged().rowsSent());
    metrics.count(Metric.WORKER_BYTES_SENT_TOTAL, () -> tasks.exchanged().bytesSent());
    metrics.count(Metric.WORKER_ROWS_RECEIVED_TOTAL, () -> tasks.exchanged().rowsReceived());
    metrics.count(Metric.WORKER_BYTES_RECEIVED_TOTAL, () -> tasks.exchanged().bytesReceived());
    metrics.count(Metric.WORKER_SOURCES_RETRIED_TOTAL, () -> tasks.exchanged().retries());
    metrics.gauge(Metric.WORKER_RESULTS_KEPT, () -> runner.outputs().count());
    metrics.gauge(Metric.WORKER_QUERIES_REFUSED, tasks::refused);
    metrics.gauge(Metric.WORKER_TABLES, () -> tables.get().size());
    metrics.gauge(
        Metric.WORKER_SHARDS,
        () -> tables.get().stream().mapToInt(table -> table.shards().size()).sum());
    metrics.gauge(Metric.WORKER_ARROW_BYTES, allocator::getAllocatedMemory);
    metrics.gauge(Metric.WORKER_DUCKDB_MEMORY_BYTES, () -> engine.use().memoryBytes());
    metrics.gauge(Metric.WORKER_DUCKDB_TEMPORARY_BYTES, () -> engine.use().temporaryBytes());
    tasks.onEnd(
        (state, time) -> {
          metrics.counter(Metric.WORKER_TASKS_TOTAL, state.name()).inc();
          metrics.timer(Metric.WORKER_TASK_SECONDS).update(time);
        });
    return metrics;
  }
}
