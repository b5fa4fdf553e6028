package io.skein.protocol.flight;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.profile.TaskProfiles;
import io.skein.protocol.profile.TaskStatistics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The sending side of one DoGet: a schema at once, then batches as the client takes them, then
 * exactly one end. Batches are passed on without copying and under the announced schema, whatever
 * names they came with.
 *
 * <p>Owned by one thread, but for {@link #stop}. That thread must not be the one that gRPC called
 * the producer on: the callbacks that wake it up would not fire there.
 */
public final class BatchSender implements AutoCloseable {
  /** The size above which a batch is cut, in bytes. ADBC's clients refuse messages of 16 MiB. */
  static final long LARGEST_BATCH = 4L << 20;

  /** The size that no piece of a batch that is cut has, but one of a single row, in bytes. */
  static final long LARGEST_PIECE = LARGEST_BATCH + (LARGEST_BATCH >> 2);

  private static final long NOT_HELD = Long.MIN_VALUE;

  private final ServerStreamListener listener;
  private final BufferAllocator allocator;
  private final Duration stallTimeout;
  private final VectorSchemaRoot outgoing;
  private final VectorLoader loader;
  private long rows;
  private long bytes;
  private boolean ended;
  private boolean stopped;
  private volatile long heldSince = NOT_HELD;

  /**
   * Creates a sender. The cancel action runs once, on a thread of gRPC's, when the client goes away
   * before the end.
   *
   * @param stallTimeout how long the client may leave a batch unread before the stream fails
   */
  public BatchSender(
      ServerStreamListener listener,
      Schema schema,
      BufferAllocator allocator,
      Duration stallTimeout,
      Runnable onCancel) {
    this.listener = listener;
    this.allocator = allocator;
    this.stallTimeout = stallTimeout;
    this.outgoing = VectorSchemaRoot.create(schema, allocator);
    this.loader = new VectorLoader(outgoing);
    listener.setOnReadyHandler(this::wakeUp);
    listener.setOnCancelHandler(
        () -> {
          wakeUp();
          onCancel.run();
        });
    listener.setUseZeroCopy(true);
  }

  /** Sends the schema. Clients open their streams one after another until each has its schema. */
  public void start() {
    listener.start(outgoing);
  }

  /**
   * Sends a batch, in pieces if it is large, each of one row or not much larger than {@link
   * #LARGEST_BATCH}, waiting for the client to take earlier ones.
   *
   * @throws SkeinException CANCELLED if the client went away, TIMED_OUT if it stopped reading,
   *     INTERNAL_ERROR if the batch is not of the announced types
   */
  public void send(VectorSchemaRoot batch) {
    int count = batch.getRowCount();
    if (count == 0) {
      return;
    }
    requireSameTypes(batch.getSchema().getFields(), outgoing.getSchema().getFields());
    long size = bytes(batch);
    // Of a batch whose rows are all alike, pieces of as many rows are small enough.
    int pieces = (int) Math.min(count, size / LARGEST_BATCH + 1);
    for (int piece = 0; piece < pieces; piece++) {
      int from = (int) ((long) count * piece / pieces);
      int to = (int) ((long) count * (piece + 1) / pieces);
      cut(batch, from, to);
    }
    rows += count;
    bytes += size;
  }

  /** Sends the rows, in halves of halves until each is small enough or has one row only. */
  private void cut(VectorSchemaRoot batch, int from, int to) {
    if (from == 0 && to == batch.getRowCount()) {
      sendPiece(batch);
      return;
    }
    boolean small;
    try (VectorSchemaRoot slice = batch.slice(from, to - from)) {
      small = to - from == 1 || bytes(slice) <= LARGEST_PIECE;
      if (small) {
        sendPiece(slice);
      }
    }
    if (!small) {
      int middle = (from + to) >>> 1;
      cut(batch, from, middle);
      cut(batch, middle, to);
    }
  }

  private static long bytes(VectorSchemaRoot batch) {
    return batch.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
  }

  private void sendPiece(VectorSchemaRoot piece) {
    awaitClient();
    try (ArrowRecordBatch buffers = new VectorUnloader(piece).getRecordBatch()) {
      loader.load(buffers);
    }
    listener.putNext();
    // What is on its way holds references of its own.
    outgoing.clear();
  }

  /**
   * Sends statistics of tasks, after the last batch.
   *
   * @throws SkeinException CANCELLED if the client went away, TIMED_OUT if it stopped reading
   */
  public void send(List<TaskStatistics> profile) {
    awaitClient();
    byte[] bytes = TaskProfiles.encode(profile);
    ArrowBuf metadata = allocator.buffer(bytes.length);
    metadata.writeBytes(bytes);
    // The listener gives the buffer back.
    listener.putMetadata(metadata);
  }

  private void awaitClient() {
    try {
      awaitReady();
    } finally {
      heldSince = NOT_HELD;
    }
  }

  private synchronized void awaitReady() {
    long deadline = System.nanoTime() + stallTimeout.toNanos();
    while (!listener.isReady() || listener.isCancelled() || stopped) {
      if (listener.isCancelled()) {
        throw new SkeinException(ErrorCode.CANCELLED, "the client closed the stream");
      }
      if (stopped) {
        throw new SkeinException(ErrorCode.CANCELLED, "the stream was stopped");
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new SkeinException(
            ErrorCode.TIMED_OUT,
            "the client has read nothing for %d s; read the result faster, or fetch it to a file"
                .formatted(stallTimeout.toSeconds()));
      }
      if (heldSince == NOT_HELD) {
        heldSince = System.nanoTime();
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SkeinException(ErrorCode.CANCELLED, "the stream was interrupted", e);
      }
    }
  }

  private synchronized void wakeUp() {
    notifyAll();
  }

  /** Makes the sending thread stop with an error where it waits for the client; any thread may. */
  public synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  private static void requireSameTypes(List<Field> given, List<Field> announced) {
    boolean same = given.size() == announced.size();
    for (int i = 0; same && i < given.size(); i++) {
      same = sameType(given.get(i), announced.get(i));
    }
    if (!same) {
      throw new SkeinException(
          ErrorCode.INTERNAL_ERROR,
          "the fragment gives %s, but the query announced %s".formatted(given, announced));
    }
  }

  private static boolean sameType(Field given, Field announced) {
    // A dictionary would have to be sent before its values are known.
    if (given.getDictionary() != null
        || !given.getType().equals(announced.getType())
        || given.getChildren().size() != announced.getChildren().size()) {
      return false;
    }
    for (int i = 0; i < given.getChildren().size(); i++) {
      if (!sameType(given.getChildren().get(i), announced.getChildren().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Ends the stream well. */
  public void complete() {
    if (!ended) {
      ended = true;
      listener.completed();
    }
  }

  /** Ends the stream with an error, unless it has ended. */
  public void fail(Throwable error) {
    if (!ended) {
      ended = true;
      listener.error(FlightErrors.toFlight(error));
    }
  }

  /** Returns for how long the client has now left a batch unread, in milliseconds; else 0. */
  public long heldMillis() {
    long since = heldSince;
    return since == NOT_HELD ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
  }

  /** Returns how many rows were sent. */
  public long rows() {
    return rows;
  }

  /** Returns how many bytes of batches were sent. */
  public long bytes() {
    return bytes;
  }

  /** Gives the buffers back; ends the stream with an error if nothing else did. */
  @Override
  public void close() {
    fail(new SkeinException(ErrorCode.INTERNAL_ERROR, "the stream was abandoned"));
    outgoing.close();
  }
}
