package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.ticket.ScanInput;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskInput;
import io.skein.worker.engine.Workspace;
import io.skein.worker.shard.ShardScan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a task, from its inputs to the last batch of its result. Runs on one thread. */
final class TaskRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRun.class);

  private final Task task;
  private final TaskPlace place;
  private final RunningTask running;
  private final BatchSender sender;
  private final List<ShardScan> scans = new ArrayList<>();

  TaskRun(Task task, TaskPlace place, RunningTask running, BatchSender sender) {
    this.task = task;
    this.place = place;
    this.running = running;
    this.sender = sender;
  }

  @Override
  public void run() {
    Thread thread = Thread.currentThread();
    String threadName = thread.getName();
    thread.setName("task-" + task.id());
    long start = System.nanoTime();
    try (BatchSender closing = sender;
        BufferAllocator allocator =
            place.allocator().newChildAllocator("task " + task.id(), 0, Long.MAX_VALUE)) {
      try {
        produce(allocator);
        LOG.debug(
            "Task {} sent {} rows, {} bytes in {} ms",
            task.id(),
            closing.rows(),
            closing.bytes(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      } catch (RuntimeException | Error | IOException e) {
        SkeinException error = describe(e);
        LOG.debug("Task {} failed: {}", task.id(), error.describe(), e);
        sender.fail(error);
      }
    } catch (RuntimeException e) {
      LOG.error("Task {} left something behind", task.id(), e);
    } finally {
      running.end();
      thread.setName(threadName);
    }
  }

  private void produce(BufferAllocator allocator) throws IOException {
    List<ExchangeInput> exchanges = new ArrayList<>();
    try (Workspace workspace = place.engine().workspace(task.id().toString())) {
      running.onCancel(workspace::cancel);
      running.onCancel(sender::stop);
      for (TaskInput input : task.inputs()) {
        if (input instanceof ScanInput scan) {
          ShardScan shards = place.shards().scan(scan);
          scans.add(shards);
          workspace.addFiles(scan.relation(), shards.columns(), shards.files());
        } else if (input instanceof ExchangeInput exchange) {
          exchanges.add(exchange);
        }
      }
      // Whoever opens several results one after another waits for each one's schema.
      sender.start();
      place.exchangeLoader(allocator, running).load(workspace, exchanges);
      try (ArrowReader reader =
          workspace.stream(
              task.sql(),
              task.searchPath(),
              // Not the task's own: gRPC gives batches back some time after the task has ended.
              place.outgoing(),
              BatchRows.of(task.schema()))) {
        while (next(workspace, reader)) {
          sender.send(reader.getVectorSchemaRoot());
        }
        scans.forEach(ShardScan::requireUnchanged);
        sender.complete();
      }
    }
  }

  private static boolean next(Workspace workspace, ArrowReader reader) {
    try {
      return reader.loadNextBatch();
    } catch (IOException e) {
      throw workspace.streamFailure(e);
    }
  }

  private SkeinException describe(Throwable cause) {
    SkeinException error = running.cancelReason().orElseGet(() -> withShard(cause));
    return error.withTask(task.id().toString()).withWorker(place.worker());
  }

  private SkeinException withShard(Throwable cause) {
    SkeinException error = TaskErrors.withShard(TaskErrors.of(cause), scans);
    if (error.code() == ErrorCode.FILE_UNREADABLE || error.code() == ErrorCode.EXECUTION_ERROR) {
      try {
        scans.forEach(ShardScan::requireUnchanged);
      } catch (SkeinException changed) {
        return changed;
      }
    }
    return error;
  }
}
