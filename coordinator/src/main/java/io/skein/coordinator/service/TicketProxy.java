package io.skein.coordinator.service;

import com.google.protobuf.ByteString;
import io.skein.coordinator.flightsql.RowsSender;
import io.skein.coordinator.query.Analysis;
import io.skein.coordinator.query.QueryService;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.ticket.AnalysisGrant;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.Grant;
import io.skein.protocol.ticket.ResultGrant;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TicketSealer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redeems tickets at the coordinator: small results that are in the ticket itself, analyses, for
 * which it runs the query, and, for clients that cannot reach the workers, tasks whose rows it
 * passes on batch by batch. Thread-safe.
 */
final class TicketProxy implements RowsSender, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TicketProxy.class);

  private final QueryService queries;
  private final TicketSealer sealer;
  private final FlightClients clients;
  private final BufferAllocator allocator;
  private final Duration stallTimeout;
  private final StreamThreads threads = new StreamThreads(StreamThreads.MOST);

  TicketProxy(
      QueryService queries,
      TicketSealer sealer,
      FlightClients clients,
      BufferAllocator allocator,
      Duration stallTimeout) {
    this.queries = queries;
    this.sealer = sealer;
    this.clients = clients;
    this.allocator = allocator;
    this.stallTimeout = stallTimeout;
  }

  /** Sends what the ticket grants, on a thread of its own. */
  void redeem(byte[] ticket, ServerStreamListener listener) {
    Grant grant;
    try {
      grant = sealer.open(ticket).grant();
    } catch (RuntimeException e) {
      listener.error(FlightErrors.toFlight(e));
      return;
    }
    threads.execute(() -> send(grant, ticket, listener), error(listener));
  }

  @Override
  public void send(
      Function<BufferAllocator, VectorSchemaRoot> rows, ServerStreamListener listener) {
    threads.execute(
        () -> {
          try (VectorSchemaRoot root = rows.apply(allocator)) {
            send(root, listener);
          } catch (RuntimeException e) {
            listener.error(FlightErrors.toFlight(e));
          }
        },
        error(listener));
  }

  private static Consumer<SkeinException> error(ServerStreamListener listener) {
    return e -> listener.error(FlightErrors.toFlight(e));
  }

  private void send(VectorSchemaRoot root, ServerStreamListener listener) {
    try (BatchSender sender =
        new BatchSender(listener, root.getSchema(), allocator, stallTimeout, () -> {})) {
      try {
        sender.start();
        sender.send(root);
        sender.complete();
      } catch (RuntimeException e) {
        sender.fail(e);
      }
    }
  }

  /** Returns how many streams are open. */
  int openStreams() {
    return threads.open();
  }

  private void send(Grant grant, byte[] ticket, ServerStreamListener listener) {
    if (grant instanceof TaskGrant task) {
      pass(task, ticket, listener);
    } else if (grant instanceof ResultGrant result) {
      byte[] bytes = result.arrowStream().toByteArray();
      ArrowReader reader = new ArrowStreamReader(new ByteArrayInputStream(bytes), allocator);
      try {
        send(
            reader,
            reader.getVectorSchemaRoot().getSchema(),
            listener,
            () -> {},
            UnaryOperator.identity());
      } catch (IOException e) {
        listener.error(FlightErrors.toFlight(e));
      }
    } else if (grant instanceof AnalysisGrant statement) {
      analyze(statement, listener);
    } else {
      listener.error(
          FlightErrors.toFlight(
              new SkeinException(
                  ErrorCode.INVALID_REQUEST,
                  "the ticket is a handle or a cookie, which give no rows: ask for a FlightInfo"
                      + " with it")));
    }
  }

  private void pass(TaskGrant task, byte[] ticket, ServerStreamListener listener) {
    EndpointReader reader =
        new EndpointReader(
            clients, new Endpoint(ByteString.copyFrom(ticket), task.task().locations()), allocator);
    send(reader, task.task().schema(), listener, reader::cancel, task::inVain);
  }

  private void analyze(AnalysisGrant statement, ServerStreamListener listener) {
    Analysis analysis;
    try {
      analysis = queries.analyze(statement);
    } catch (RuntimeException e) {
      listener.error(FlightErrors.toFlight(e));
      return;
    }
    try (BatchSender sender =
        new BatchSender(listener, analysis.schema(), allocator, stallTimeout, analysis::cancel)) {
      if (listener.isCancelled()) {
        // Guard against a client that left before the sender could be told.
        analysis.cancel();
      }
      sender.start();
      try (VectorSchemaRoot row = analysis.run(clients, allocator)) {
        sender.send(row);
        sender.complete();
      } catch (RuntimeException e) {
        sender.fail(e);
      }
    }
  }

  /**
   * Sends what the reader gives.
   *
   * @param inVain what an error of the reader means if it gave nothing
   */
  private void send(
      ArrowReader source,
      Schema schema,
      ServerStreamListener listener,
      Runnable onCancel,
      UnaryOperator<SkeinException> inVain) {
    try (ArrowReader reader = source;
        BatchSender sender = new BatchSender(listener, schema, allocator, stallTimeout, onCancel)) {
      boolean given = false;
      try {
        sender.start();
        while (reader.loadNextBatch()) {
          given = true;
          sender.send(reader.getVectorSchemaRoot());
        }
        sender.complete();
      } catch (IOException | RuntimeException e) {
        sender.fail(given ? e : inVain.apply(FlightErrors.toSkein(e)));
      }
    } catch (IOException e) {
      LOG.warn("Closing a passed-on stream", e);
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
