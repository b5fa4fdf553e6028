package io.skein.worker.service;

import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.ticket.OpenTicket;
import io.skein.protocol.ticket.ResultGrant;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.worker.task.TaskRunner;
import java.io.IOException;
import java.time.Duration;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives tickets' holders what is theirs. Thread-safe. */
public final class TicketRedeemer implements WorkerProducer.Redeemer {
  private static final Logger LOG = LoggerFactory.getLogger(TicketRedeemer.class);

  private final TaskRunner runner;
  private final Duration stallTimeout;

  /** Creates a redeemer whose streams fail when they are not read for the time. */
  public TicketRedeemer(TaskRunner runner, Duration stallTimeout) {
    this.runner = runner;
    this.stallTimeout = stallTimeout;
  }

  @Override
  public void run(TaskGrant grant, OpenTicket ticket, ServerStreamListener listener) {
    runner.start(grant, ticket, listener);
  }

  @Override
  public void send(ResultGrant grant, ServerStreamListener listener) {
    BufferAllocator allocator = runner.outgoing();
    ArrowStreamReader reader = new ArrowStreamReader(grant.arrowStream().newInput(), allocator);
    BatchSender sender;
    try {
      sender =
          new BatchSender(
              listener,
              reader.getVectorSchemaRoot().getSchema(),
              allocator,
              stallTimeout,
              () -> {});
    } catch (IOException e) {
      throw WorkerProducer.damaged(e);
    }
    runner.executor().execute(() -> send(reader, sender));
  }

  private static void send(ArrowStreamReader reader, BatchSender sender) {
    try (reader;
        sender) {
      try {
        sender.start();
        while (reader.loadNextBatch()) {
          sender.send(reader.getVectorSchemaRoot());
        }
        sender.complete();
      } catch (IOException e) {
        sender.fail(WorkerProducer.damaged(e));
      } catch (RuntimeException e) {
        sender.fail(e);
      }
    } catch (IOException e) {
      LOG.warn("A result that a ticket held does not close", e);
    }
  }
}
