package io.skein.coordinator.flightsql;

import java.util.function.Function;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** What sends rows that were made for one call. Thread-safe. */
@FunctionalInterface
public interface RowsSender {
  /**
   * Sends the rows, on a thread of its own, and closes them; when they cannot be made the listener
   * gets the error.
   *
   * @param rows makes the rows in the allocator
   */
  void send(Function<BufferAllocator, VectorSchemaRoot> rows, ServerStreamListener listener);
}
