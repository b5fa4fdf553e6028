package io.skein.client;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.QuerySummary;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.table.Column;
import io.skein.protocol.ticket.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The result of one query: planned, and fetched in parallel from the workers when it is read, which
 * can be done once. It is complete or an error: when one endpoint fails, the others are cancelled,
 * and whoever reads gets the error in place of the end. What was read until then is no result.
 *
 * <p>Used by one thread, but for {@link #progress()} and {@link #cancel()}, which any thread may
 * call. The memory it takes does not depend on the number of rows.
 */
public final class QueryResult implements AutoCloseable {
  /** Batches of up to 4 MiB that are ready for the reader, beside what Flight reads ahead. */
  private static final int QUEUED = 4;

  private static final int QUEUED_OF_EACH = 2;

  private final FlightClients clients;
  private final ResultPlan plan;
  private final int parallelism;
  private final BufferAllocator allocator;
  private final FetchCounters counters;
  private final Runnable onUnread;
  private ParallelFetch fetch;
  private BatchQueue queue;
  private ResultReader reader;
  private boolean cancelled;
  private boolean closed;

  /**
   * Creates a result.
   *
   * @param onUnread is run if the result is closed and was never read
   */
  QueryResult(
      FlightClients clients,
      ResultPlan plan,
      int parallelism,
      BufferAllocator allocator,
      Runnable onUnread) {
    this.onUnread = onUnread;
    this.clients = clients;
    this.plan = plan;
    this.parallelism = parallelism;
    this.allocator = allocator;
    this.counters = new FetchCounters(plan.endpoints().size());
  }

  /** Returns the query's id, if the coordinator told it. */
  public Optional<QueryId> queryId() {
    return plan.summary().map(QuerySummary::query);
  }

  /** Returns what the coordinator says of how the query runs, if it is one of Skein's. */
  public Optional<QuerySummary> summary() {
    return plan.summary();
  }

  /** Returns the Arrow schema of the batches. */
  public Schema schema() {
    return plan.schema();
  }

  /** Returns the columns with the types that DuckDB gives them, before Arrow carried them. */
  public List<Column> columns() {
    return plan.columns();
  }

  /** Returns whether the rows have an order, which reading then keeps. */
  public boolean ordered() {
    return plan.ordered();
  }

  /** Returns the parts of the result, for whoever wants to redeem them by other means. */
  public List<Endpoint> endpoints() {
    return plan.endpoints();
  }

  /**
   * Returns all batches as one Arrow stream, fetched in parallel: the endpoints' batches one
   * endpoint after another if the result is ordered, else as they come. One thread reads it; its
   * methods throw {@link SkeinException}.
   *
   * @throws IllegalStateException if the result has been read
   */
  public ArrowReader reader() {
    boolean ordered = plan.ordered();
    BatchQueue batches =
        new BatchQueue(plan.endpoints().size(), ordered, ordered ? QUEUED_OF_EACH : QUEUED);
    begin(batches);
    queue = batches;
    reader = new ResultReader(batches, plan.schema(), allocator);
    return reader;
  }

  /**
   * Calls the consumer with each batch, on this thread: in order if the result is ordered. The
   * vectors are valid during the call.
   *
   * @throws SkeinException if the result is not complete
   * @throws IllegalStateException if the result has been read
   */
  public void forEachBatch(Consumer<VectorSchemaRoot> consumer) {
    ArrowReader batches = reader();
    try {
      while (batches.loadNextBatch()) {
        consumer.accept(batches.getVectorSchemaRoot());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Calls the consumer with each batch, on the fetching threads: from several at once, in no order
   * but that of the batches within an endpoint. Returns when all batches were consumed. The vectors
   * are valid during the call.
   *
   * @throws SkeinException if the result is not complete
   * @throws IllegalStateException if the result has been read
   */
  public void forEachBatchConcurrently(Consumer<VectorSchemaRoot> consumer) {
    begin((endpoint, batch) -> consumer.accept(batch));
    fetch.await();
  }

  /**
   * Returns all rows as Java objects, in order if the result is ordered: numbers as the narrowest
   * Java type that holds all their type's values, {@code java.time} types, strings, byte arrays,
   * lists, and maps for structs and maps; null for NULL. For results that fit in memory. If a
   * worker goes away in the middle, what it gave is fetched anew from another.
   *
   * @throws SkeinException if the result is not complete
   * @throws IllegalStateException if the result has been read
   */
  public List<List<Object>> fetchAll() {
    if (plan.endpoints().isEmpty()) {
      return new ArrayList<>();
    }
    CollectedRows rows = new CollectedRows(columns(), plan.endpoints().size());
    begin(rows);
    fetch.await();
    return rows.take();
  }

  /**
   * Fetches all rows, and returns only how many there are. If a worker goes away in the middle,
   * what it gave is fetched anew from another.
   *
   * @throws SkeinException if the result is not complete
   * @throws IllegalStateException if the result has been read
   */
  public long count() {
    begin(
        new BatchSink() {
          @Override
          public void accept(int endpoint, VectorSchemaRoot batch) {}

          @Override
          public boolean discard(int endpoint) {
            // The counters take it back.
            return true;
          }
        });
    fetch.await();
    return progress().rows();
  }

  /** Returns how much has been fetched. */
  public Progress progress() {
    return counters.progress();
  }

  /** Ends the fetching: whoever reads gets an error. */
  public void cancel() {
    ParallelFetch running;
    synchronized (this) {
      cancelled = true;
      running = fetch;
    }
    if (running != null) {
      running.fail(new SkeinException(ErrorCode.CANCELLED, "the query was cancelled"));
    }
  }

  /**
   * Returns the allocator of the batches. Whoever passes batches on to native code must use it, or
   * one of the same root.
   */
  public BufferAllocator allocator() {
    return allocator;
  }

  /**
   * Returns the error that ended the fetching before its end, if one did. A reader that is read by
   * native code cannot throw it.
   */
  public Optional<RuntimeException> failure() {
    return fetch == null ? Optional.empty() : fetch.failure();
  }

  private synchronized void begin(BatchSink sink) {
    if (closed) {
      throw new IllegalStateException("the result is closed");
    }
    if (fetch != null) {
      throw new IllegalStateException("a result can be read once; run the query again");
    }
    fetch = new ParallelFetch(clients, plan, parallelism, allocator, counters, sink);
    if (cancelled) {
      cancel();
    }
    fetch.start();
  }

  /** Ends what still runs and gives all buffers back. */
  @Override
  public void close() {
    boolean first;
    synchronized (this) {
      first = !closed;
      closed = true;
    }
    if (fetch != null) {
      fetch.close();
    } else if (first) {
      onUnread.run();
    }
    if (queue != null) {
      queue.close();
    }
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
