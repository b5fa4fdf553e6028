package io.skein.client;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.Backoff;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.TicketSealer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * The threads that redeem a result's endpoints, one for each that is open at the same time. An
 * endpoint whose place fails in the middle is fetched anew if the sink can take back what came of
 * it. Any other error, of an endpoint or of the sink, ends all threads: a result is complete or an
 * error.
 *
 * <p>Endpoints are begun in their order, so a sink that holds back later endpoints never keeps an
 * earlier one from being read. Thread-safe.
 */
final class ParallelFetch implements AutoCloseable {
  private static final Backoff AGAIN =
      new Backoff(4, Duration.ofMillis(100), Duration.ofSeconds(1));

  private final FlightClients clients;
  private final ResultPlan plan;
  private final BufferAllocator allocator;
  private final FetchCounters counters;
  private final BatchSink sink;
  private final AtomicInteger next = new AtomicInteger();
  private final Set<EndpointReader> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();

  ParallelFetch(
      FlightClients clients,
      ResultPlan plan,
      int parallelism,
      BufferAllocator allocator,
      FetchCounters counters,
      BatchSink sink) {
    this.clients = clients;
    this.plan = plan;
    this.allocator = allocator;
    this.counters = counters;
    this.sink = sink;
    String query = plan.summary().map(summary -> summary.query().value()).orElse("query");
    for (int i = 0; i < Math.min(parallelism, plan.endpoints().size()); i++) {
      Thread thread = new Thread(this::fetchEndpoints, "fetch-%s-%d".formatted(query, i));
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  /** Starts fetching; may be called once. */
  void start() {
    threads.forEach(Thread::start);
  }

  private void fetchEndpoints() {
    int endpoint = next.getAndIncrement();
    while (endpoint < plan.endpoints().size() && failure.get() == null) {
      fetch(endpoint);
      endpoint = next.getAndIncrement();
    }
  }

  private void fetch(int number) {
    try {
      int attempt = 0;
      while (!fetched(number, attempt)) {
        attempt++;
      }
    } catch (RuntimeException e) {
      fail(e);
    } catch (IOException | Error e) {
      fail(FlightErrors.toSkein(e));
    }
  }

  /** Fetches an endpoint whole; returns false if that is to be done again, from the beginning. */
  private boolean fetched(int number, int attempt) throws IOException {
    Endpoint endpoint = plan.endpoints().get(number);
    Received received = new Received();
    try (EndpointReader reader =
        new EndpointReader(clients, endpoint, allocator, counters::failedOver)) {
      open.add(reader);
      try {
        if (failure.get() == null) {
          deliver(number, reader, received);
        }
        return true;
      } finally {
        open.remove(reader);
      }
    } catch (SkeinException e) {
      boolean again =
          failure.get() == null
              && attempt + 1 < AGAIN.attempts()
              && received.batches > 0
              && e.code().isOfThePlace()
              && EndpointReader.isOfThisTask(e, TicketSealer.claimedTask(endpoint.ticket()))
              && sink.discard(number);
      if (!again) {
        throw e;
      }
      counters.discarded(received.rows, received.bytes);
      counters.failedOver();
      Pause.after(attempt, AGAIN);
      return false;
    }
  }

  /** What one attempt has given so far. */
  private static final class Received {
    private int batches;
    private long rows;
    private long bytes;
  }

  private void deliver(int number, EndpointReader reader, Received received) {
    while (reader.loadNextBatch()) {
      VectorSchemaRoot batch = reader.getVectorSchemaRoot();
      if (received.batches == 0) {
        // Not before there is a batch: until then the reader may go on to another location.
        requireAnnouncedTypes(batch.getSchema().getFields(), reader.location());
      }
      long bytes = reader.bytesRead() - received.bytes;
      received.batches++;
      received.rows += batch.getRowCount();
      received.bytes += bytes;
      counters.received(batch.getRowCount(), bytes);
      if (batch.getRowCount() > 0) {
        sink.accept(number, batch);
      }
    }
    counters.endpointDone();
    sink.ended(number);
  }

  private void requireAnnouncedTypes(List<Field> given, String location) {
    List<Field> announced = plan.schema().getFields();
    boolean same = given.size() == announced.size();
    for (int i = 0; same && i < given.size(); i++) {
      same = sameType(given.get(i), announced.get(i));
    }
    if (!same) {
      throw new SkeinException(
              ErrorCode.INTERNAL_ERROR,
              "the stream gives %s, but the query announced %s".formatted(given, announced))
          .withWorker(location);
    }
  }

  private static boolean sameType(Field given, Field announced) {
    boolean same =
        given.getType().equals(announced.getType())
            && given.getChildren().size() == announced.getChildren().size();
    for (int i = 0; same && i < given.getChildren().size(); i++) {
      same = sameType(given.getChildren().get(i), announced.getChildren().get(i));
    }
    return same;
  }

  /** Ends everything with the error, unless something has failed before. */
  void fail(RuntimeException error) {
    if (failure.compareAndSet(null, error)) {
      open.forEach(EndpointReader::cancel);
      sink.failed(error);
    }
  }

  /** Returns what ended the fetching before its end, if something did. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure.get());
  }

  /**
   * Waits until every endpoint was read.
   *
   * @throws RuntimeException the first error, of an endpoint or of the sink
   */
  void await() {
    join();
    RuntimeException error = failure.get();
    if (error != null) {
      throw error;
    }
  }

  private void join() {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          // Buffers must be back before anything else is closed: end the threads, then tell.
          interrupted = true;
          fail(new SkeinException(ErrorCode.CANCELLED, "the reading thread was interrupted"));
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what still runs, and waits until every stream has given its buffers back. */
  @Override
  public void close() {
    fail(new SkeinException(ErrorCode.CANCELLED, "the result was closed"));
    join();
  }
}
