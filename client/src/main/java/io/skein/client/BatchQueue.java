package io.skein.client;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * A few batches between the threads that fetch and the one that reads. It gives the batches of the
 * endpoints one endpoint after another if their order counts, else as they come; and it holds its
 * writers back when it is full, as Flight then holds back the workers. Thread-safe.
 */
final class BatchQueue implements BatchSink, AutoCloseable {
  private final List<Deque<ArrowRecordBatch>> parts = new ArrayList<>();
  private final boolean[] ended;
  private final boolean ordered;
  private final int capacity;
  private int current;
  private RuntimeException failure;
  private boolean closed;

  /**
   * Creates a queue.
   *
   * @param capacity how many batches it holds: of every endpoint if ordered, else in all
   */
  BatchQueue(int endpoints, boolean ordered, int capacity) {
    this.ordered = ordered;
    this.capacity = capacity;
    this.ended = new boolean[endpoints];
    for (int i = 0; i < (ordered ? endpoints : 1); i++) {
      parts.add(new ArrayDeque<>());
    }
  }

  @Override
  public void accept(int endpoint, VectorSchemaRoot batch) {
    // Takes references of its own to the buffers, and copies nothing.
    ArrowRecordBatch buffers = new VectorUnloader(batch).getRecordBatch();
    try {
      put(ordered ? endpoint : 0, buffers);
    } catch (RuntimeException e) {
      buffers.close();
      throw e;
    }
  }

  private synchronized void put(int part, ArrowRecordBatch batch) {
    while (parts.get(part).size() >= capacity && !closed) {
      await();
    }
    if (closed) {
      throw new SkeinException(ErrorCode.CANCELLED, "the result was closed");
    }
    parts.get(part).add(batch);
    notifyAll();
  }

  @Override
  public synchronized void ended(int endpoint) {
    ended[endpoint] = true;
    notifyAll();
  }

  /** Drops what is queued: of a result that failed, nothing more is read. */
  @Override
  public synchronized void failed(RuntimeException error) {
    failure = error;
    drop();
  }

  /**
   * Returns the next batch, which the caller must close, or null at the end.
   *
   * @throws RuntimeException the error that ended the result
   */
  synchronized ArrowRecordBatch take() {
    while (true) {
      if (failure != null) {
        throw failure;
      }
      ArrowRecordBatch batch = next();
      if (batch != null) {
        notifyAll();
        return batch;
      }
      if (current >= ended.length) {
        return null;
      }
      await();
    }
  }

  /** Returns a batch that may be read now, or null; passes over endpoints that have ended. */
  private ArrowRecordBatch next() {
    while (current < ended.length) {
      ArrowRecordBatch batch = parts.get(ordered ? current : 0).poll();
      if (batch != null) {
        return batch;
      }
      if (!ended[current]) {
        return null;
      }
      current++;
    }
    return null;
  }

  private void await() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(ErrorCode.CANCELLED, "the reading thread was interrupted", e);
    }
  }

  private void drop() {
    closed = true;
    for (Deque<ArrowRecordBatch> part : parts) {
      part.forEach(ArrowRecordBatch::close);
      part.clear();
    }
    notifyAll();
  }

  @Override
  public synchronized void close() {
    drop();
  }
}
