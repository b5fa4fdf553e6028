package io.skein.worker.task;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightErrors;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An endpoint's batches as DuckDB reads them. DuckDB passes on only the text of an error, so the
 * error itself is kept here. Used by one thread at a time.
 */
final class ArrivingStream extends ArrowReader {
  private final EndpointReader source;
  private final Traffic traffic;
  private volatile SkeinException failure;
  private boolean waited;
  private boolean first;

  ArrivingStream(EndpointReader source, BufferAllocator allocator, Traffic traffic) {
    super(allocator);
    this.source = source;
    this.traffic = traffic;
  }

  /** Returns the error with which reading failed, or null. */
  SkeinException failure() {
    return failure;
  }

  /**
   * Waits for the first batch. Done before DuckDB reads, since its threads, which others need,
   * would wait instead.
   */
  void awaitFirst() {
    first = next();
    waited = true;
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    if (waited) {
      waited = false;
      return first;
    }
    try {
      return next();
    } catch (RuntimeException e) {
      failure = FlightErrors.toSkein(e);
      throw new IOException(failure.getMessage(), e);
    }
  }

  private boolean next() {
    long bytes = source.bytesRead();
    boolean more = source.loadNextBatch();
    if (more) {
      traffic.received(source.getVectorSchemaRoot().getRowCount(), source.bytesRead() - bytes);
    }
    return more;
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    try {
      return source.getVectorSchemaRoot();
    } catch (RuntimeException e) {
      failure = FlightErrors.toSkein(e);
      throw new IOException(failure.getMessage(), e);
    }
  }

  @Override
  protected Schema readSchema() {
    return source.readSchema();
  }

  @Override
  public long bytesRead() {
    return source.bytesRead();
  }

  @Override
  protected void closeReadSource() throws IOException {
    source.close();
  }

  @Override
  public void close(boolean closeReadSource) throws IOException {
    // The batches are the source's own, and go with it.
    if (closeReadSource) {
      source.close();
    }
  }
}
