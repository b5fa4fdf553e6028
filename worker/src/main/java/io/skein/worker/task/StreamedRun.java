package io.skein.worker.task;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.ticket.Task;
import io.skein.worker.engine.Workspace;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a task whose result is sent while it is computed, from its inputs to the last batch.
 * Runs on one thread.
 */
final class StreamedRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamedRun.class);

  private final Task task;
  private final SourceTickets sources;
  private final TaskPlace place;
  private final RunningTask running;
  private final BatchSender sender;
  private final TaskInputs inputs;

  StreamedRun(
      Task task, SourceTickets sources, TaskPlace place, RunningTask running, BatchSender sender) {
    this.task = task;
    this.sources = sources;
    this.place = place;
    this.running = running;
    this.sender = sender;
    this.inputs = new TaskInputs(task, place, running);
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try (TaskThread named = TaskThread.named("task", task.id());
        BatchSender closing = sender;
        BufferAllocator allocator = place.allocatorOf(task.id())) {
      try {
        produce(allocator);
        LOG.debug(
            "Task {} sent {} rows, {} bytes in {} ms",
            task.id(),
            closing.rows(),
            closing.bytes(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      } catch (RuntimeException | Error | IOException e) {
        SkeinException error = inputs.describe(e);
        LOG.debug("Task {} failed: {}", task.id(), error.describe(), e);
        running.failed(error);
        sender.fail(error);
      }
    } catch (RuntimeException e) {
      LOG.error("Task {} left something behind", task.id(), e);
    } finally {
      running.end();
    }
  }

  private void produce(BufferAllocator allocator) throws IOException {
    RunProfile profile = new RunProfile(task.id(), place.worker());
    try (TaskInputs closing = inputs;
        Workspace workspace = place.engine().workspace(task.id().toString())) {
      running.onCancel(workspace::cancel);
      running.sends(sender);
      place.faults().at(TaskFaults.Point.START, task.id(), 0);
      closing.addOwn(workspace);
      // Whoever opens several results one after another waits for each one's schema.
      sender.start();
      profile.waiting(() -> closing.load(workspace, sources, allocator));
      place.faults().at(TaskFaults.Point.LOADED, task.id(), 0);
      try (ArrowReader reader =
          workspace.stream(
              task.sql(),
              task.searchPath(),
              // Not the task's own: gRPC gives batches back some time after the task has ended.
              place.outgoing(),
              BatchRows.of(task.schema()))) {
        for (long batch = 0; next(workspace, reader); batch++) {
          place.faults().at(TaskFaults.Point.BATCH, task.id(), batch);
          running.send(sender, reader.getVectorSchemaRoot());
        }
        place.faults().at(TaskFaults.Point.END, task.id(), 0);
        closing.complete();
        if (sources.profiled()) {
          closing.report(profile);
          sender.send(profile.tasks(sender.rows(), sender.bytes(), profile.millis()));
        }
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
}
