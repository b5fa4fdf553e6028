package io.skein.protocol.flight;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.profile.TaskProfiles;
import io.skein.protocol.profile.TaskStatistics;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.TicketSealer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches of one endpoint. It redeems the ticket at the endpoint's first location; while no
 * batch has been delivered, an error that is the place's makes it go on to the next location.
 * Places that did not answer lately come last. After the first batch an error is final: what was
 * delivered cannot be taken back here.
 *
 * <p>Owned by one thread, but for {@link #cancel()}, which any thread may call.
 */
public final class EndpointReader extends ArrowReader {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointReader.class);

  private final FlightClients clients;
  private final Endpoint endpoint;
  private final List<String> locations;
  private final Runnable onFailover;
  private int location;
  private boolean answered;
  private boolean delivered;
  private long bytesRead;
  private List<TaskStatistics> profile = List.of();
  private FlightClient client;
  private AnswerWatch watch;
  private volatile FlightStream stream;
  private volatile boolean cancelled;

  /** Creates a reader that has not asked for anything yet. */
  public EndpointReader(FlightClients clients, Endpoint endpoint, BufferAllocator allocator) {
    this(clients, endpoint, allocator, () -> {});
  }

  /** Creates a reader that says when it goes on to another location. */
  public EndpointReader(
      FlightClients clients, Endpoint endpoint, BufferAllocator allocator, Runnable onFailover) {
    super(allocator);
    this.clients = clients;
    this.endpoint = endpoint;
    this.locations = clients.reachability().order(endpoint.locations());
    this.onFailover = onFailover;
  }

  /** Redeems the ticket, without waiting for an answer. May be called once, before reading. */
  public void start() {
    if (stream == null) {
      open();
    }
  }

  /** Returns the location that is being read from. */
  public String location() {
    return locations.get(location);
  }

  /** Ends the stream; the reading thread gets an error. */
  public void cancel() {
    cancelled = true;
    FlightStream current = stream;
    if (current != null) {
      current.cancel("cancelled by the reader", null);
    }
  }

  private void open() {
    if (cancelled) {
      throw new SkeinException(ErrorCode.CANCELLED, "the reader was cancelled");
    }
    String place = location();
    client = clients.client(place);
    FlightStream opened = client.getStream(new Ticket(endpoint.ticket().toByteArray()));
    stream = opened;
    watch =
        new AnswerWatch(
            clients.deadlines(),
            () -> clients.isConnected(place),
            () -> opened.cancel("no answer", null));
    if (cancelled) {
      // Guard against a cancel between the check above and the assignment.
      opened.cancel("cancelled by the reader", null);
    }
  }

  /** Waits for the schema, which every node sends at once. */
  private void awaitAnswer() {
    if (!answered) {
      stream.getSchema();
      answered = true;
      watch.close();
      clients.reachability().answered(location());
    }
  }

  /**
   * Returns the schema of the stream, waiting for it.
   *
   * @throws SkeinException if no location answers
   */
  @Override
  public Schema readSchema() {
    return attempt(() -> stream.getSchema());
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() {
    return attempt(() -> stream.getRoot());
  }

  @Override
  public boolean loadNextBatch() {
    boolean more = attempt(() -> stream.next());
    while (more && isProfile()) {
      more = attempt(() -> stream.next());
    }
    if (more) {
      delivered = true;
      VectorSchemaRoot root = stream.getRoot();
      root.getFieldVectors().forEach(vector -> bytesRead += vector.getBufferSize());
    }
    return more;
  }

  /** Takes the message that ends a profiled task's stream; it has no rows. */
  private boolean isProfile() {
    ArrowBuf metadata = stream.getLatestMetadata();
    if (metadata == null) {
      return false;
    }
    byte[] bytes = new byte[(int) metadata.readableBytes()];
    metadata.getBytes(metadata.readerIndex(), bytes);
    profile = TaskProfiles.decode(bytes);
    return true;
  }

  /**
   * Returns what the runs of the task and of all that it reads gave and took. Known once all
   * batches were read, and only if the task is profiled; empty otherwise.
   */
  public List<TaskStatistics> profile() {
    return profile;
  }

  private <T> T attempt(Supplier<T> action) {
    while (true) {
      try {
        start();
        awaitAnswer();
        return action.get();
      } catch (RuntimeException e) {
        SkeinException error = describe(e);
        boolean last = location + 1 >= locations.size();
        if (delivered || cancelled || last || !isOfThisPlace(error)) {
          throw error.withWorker(location());
        }
        closeStream();
        location++;
        onFailover.run();
      }
    }
  }

  private SkeinException describe(RuntimeException cause) {
    SkeinException error = FlightErrors.toSkein(cause);
    if (cancelled || FlightErrors.isSaid(cause)) {
      return error;
    }
    Optional<String> verdict = watch == null ? Optional.empty() : watch.verdict();
    if (verdict.isPresent()) {
      clients.giveUp(location(), client);
      error = new SkeinException(ErrorCode.WORKER_UNAVAILABLE, verdict.get(), cause);
    } else if (error.code() == ErrorCode.CANCELLED) {
      error =
          new SkeinException(
              ErrorCode.WORKER_UNAVAILABLE, "the stream was cut: " + error.getMessage(), cause);
    }
    if (error.code() == ErrorCode.WORKER_UNAVAILABLE) {
      clients.reachability().silent(location());
    }
    return error;
  }

  /** Returns whether another place may do what this one could not. */
  private boolean isOfThisPlace(SkeinException error) {
    return error.code().isOfThePlace()
        && isOfThisTask(error, TicketSealer.claimedTask(endpoint.ticket()));
  }

  /**
   * Returns whether it was the task itself that failed, or its place. Where it was one that the
   * task reads, the task has tried all that could be tried.
   *
   * @param task the task that was to be read, if that is known
   */
  public static boolean isOfThisTask(SkeinException error, Optional<TaskId> task) {
    return task.isEmpty() || error.task().map(task.get()::isRunOfSameTask).orElse(true);
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  protected void closeReadSource() throws IOException {
    closeStream();
  }

  @Override
  public void close() throws IOException {
    closeReadSource();
  }

  @Override
  public void close(boolean closeReadSource) throws IOException {
    closeReadSource();
  }

  private void closeStream() {
    FlightStream current = stream;
    stream = null;
    answered = false;
    if (current == null) {
      return;
    }
    watch.close();
    try {
      // close() drains; without cancel that would read the whole rest.
      current.cancel("the reader is done", null);
      current.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // The stream is being given up: its error was reported by the read that saw it, if any did.
      LOG.debug("Closing the stream from {}", location(), e);
    }
  }
}
