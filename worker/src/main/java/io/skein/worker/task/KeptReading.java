package io.skein.worker.task;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.ticket.Task;
import io.skein.worker.engine.ResultTable;
import io.skein.worker.engine.Session;
import io.skein.worker.output.KeptResult;
import io.skein.worker.output.OutputLease;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a kept result, or a partition of it, to one reader. Runs on one thread. */
final class KeptReading implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptReading.class);

  private final Task task;
  private final OptionalInt partition;
  private final TaskPlace place;
  private final RunningTask running;
  private final BatchSender sender;
  private final Supplier<OutputLease> output;

  KeptReading(
      Task task,
      OptionalInt partition,
      TaskPlace place,
      RunningTask running,
      BatchSender sender,
      Supplier<OutputLease> output) {
    this.task = task;
    this.partition = partition;
    this.place = place;
    this.running = running;
    this.sender = sender;
    this.output = output;
  }

  @Override
  public void run() {
    try (TaskThread named = TaskThread.named("reader", task.id());
        BatchSender closing = sender) {
      try {
        running.sends(sender);
        // Whoever opens several results one after another waits for each one's schema.
        closing.start();
        read();
      } catch (RuntimeException | Error | IOException e) {
        SkeinException error = describe(e);
        LOG.debug("A reader of task {} failed: {}", task.id(), error.describe(), e);
        running.failed(error);
        sender.fail(error);
      }
    } finally {
      running.end();
    }
  }

  private void read() throws IOException {
    try (OutputLease lease = output.get()) {
      running.onCancel(lease::cancel);
      KeptResult result = lease.await();
      ResultTable table = result.table();
      try (Session session = table.session()) {
        running.onCancel(session::cancel);
        try (ArrowReader reader =
            session.stream(table.query(partition), place.outgoing(), BatchRows.of(task.schema()))) {
          for (long batch = 0; next(session, reader); batch++) {
            place.faults().at(TaskFaults.Point.BATCH, task.id(), batch);
            running.send(sender, reader.getVectorSchemaRoot());
          }
        }
        lease.served();
        result.profile().ifPresent(profile -> sender.send(profile.tasks()));
        sender.complete();
      }
    }
  }

  private static boolean next(Session session, ArrowReader reader) {
    try {
      return reader.loadNextBatch();
    } catch (IOException e) {
      throw session.streamFailure(e);
    }
  }

  private SkeinException describe(Throwable cause) {
    SkeinException error = running.cancelReason().orElseGet(() -> TaskErrors.of(cause));
    return error.withTask(task.id().toString()).withWorker(place.worker());
  }
}
