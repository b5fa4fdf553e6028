package io.skein.coordinator.query;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.profile.TaskProfiles;
import io.skein.protocol.profile.TaskStatistics;
import io.skein.protocol.ticket.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The redemption of all endpoints of a profiled query, each on a thread of its own: rows are
 * counted and dropped, statistics collected. The first error ends all of it. Thread-safe; run once.
 */
final class ProfiledRun {
  private final QueryId query;
  private final Set<EndpointReader> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final TaskProfiles profiles = new TaskProfiles();
  private final LongAdder rows = new LongAdder();

  ProfiledRun(QueryId query) {
    this.query = query;
  }

  /**
   * Reads all endpoints to their ends.
   *
   * @throws RuntimeException the first error of an endpoint, or CANCELLED
   */
  void run(List<Endpoint> endpoints, FlightClients clients, BufferAllocator allocator) {
    List<Thread> threads = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      Thread thread =
          new Thread(
              () -> read(endpoint, clients, allocator),
              "analyze-%s-%d".formatted(query, threads.size()));
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    join(threads);
    RuntimeException error = failure.get();
    if (error != null) {
      throw error;
    }
  }

  private void read(Endpoint endpoint, FlightClients clients, BufferAllocator allocator) {
    try (EndpointReader reader = new EndpointReader(clients, endpoint, allocator)) {
      open.add(reader);
      try {
        // Guard against a failure that came before the reader could be cancelled.
        while (failure.get() == null && reader.loadNextBatch()) {
          rows.add(reader.getVectorSchemaRoot().getRowCount());
        }
        profiles.add(reader.profile());
      } finally {
        open.remove(reader);
      }
    } catch (RuntimeException e) {
      fail(e);
    } catch (IOException | Error e) {
      fail(FlightErrors.toSkein(e));
    }
  }

  private void join(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          // Buffers must be back before anything else is closed: end the threads, then tell.
          interrupted = true;
          cancel();
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void fail(RuntimeException error) {
    if (failure.compareAndSet(null, error)) {
      open.forEach(EndpointReader::cancel);
    }
  }

  /** Ends what runs, or will run. */
  void cancel() {
    fail(new SkeinException(ErrorCode.CANCELLED, "the client closed the stream"));
  }

  /** Returns how many rows the result has. */
  long rows() {
    return rows.sum();
  }

  /** Returns what the tasks gave and took. */
  List<TaskStatistics> tasks() {
    return profiles.tasks();
  }
}
