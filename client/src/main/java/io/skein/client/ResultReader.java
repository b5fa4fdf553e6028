package io.skein.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * All batches of a result as one stream. Owned by one thread; closing it leaves the result open.
 */
final class ResultReader extends ArrowReader {
  private final BatchQueue queue;
  private final Schema schema;
  private long bytes;

  ResultReader(BatchQueue queue, Schema schema, BufferAllocator allocator) {
    super(allocator);
    this.queue = queue;
    this.schema = schema;
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }

  @Override
  public boolean loadNextBatch() {
    try {
      prepareLoadNextBatch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ArrowRecordBatch batch = queue.take();
    if (batch == null) {
      return false;
    }
    bytes += batch.computeBodyLength();
    // Closes the batch: the vectors hold the buffers from here on.
    loadRecordBatch(batch);
    return true;
  }

  @Override
  public long bytesRead() {
    return bytes;
  }

  @Override
  protected void closeReadSource() {}
}
