package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.security.ConnectionSecurity;
import io.skein.protocol.ticket.OpenTicket;
import io.skein.protocol.ticket.OrderGrant;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.protocol.ticket.TicketSealer;
import io.skein.worker.engine.Engine;
import io.skein.worker.output.KeptOutputs;
import io.skein.worker.output.OutputLease;
import io.skein.worker.output.Production;
import io.skein.worker.shard.ShardCatalog;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks, each on a thread of its own. Thread-safe. */
public final class TaskRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
  private static final long END_SECONDS = 10;

  /**
   * How long an idle thread stays. A query of many exchanges needs a hundred threads at once, and
   * what DuckDB, Netty and the C library keep for each of them goes only when it ends.
   */
  private static final long IDLE_THREAD_SECONDS = 5;

  private final TaskPlace place;
  private final RunningTasks tasks;
  private final TaskLimits limits;
  private final ExecutorService executor;
  private final BufferAllocator taskAllocator;
  private final BufferAllocator outgoing;
  private final BufferAllocator incoming;
  private final FlightClients clients;
  private final TicketSealer sealer;
  private final KeptOutputs outputs;
  private volatile String location = "";

  /**
   * Creates a runner.
   *
   * @param worker the worker's id
   * @param sealer makes tickets for what tasks read of other tasks
   * @param faults what tests make go wrong
   * @param allocator the parent of the runner's own
   * @param security of the connections to other workers
   */
  public TaskRunner(
      String worker,
      Engine engine,
      ShardCatalog shards,
      RunningTasks tasks,
      TaskLimits limits,
      TicketSealer sealer,
      TaskFaults faults,
      BufferAllocator allocator,
      ConnectionSecurity security) {
    this.tasks = tasks;
    this.sealer = sealer;
    this.outputs = new KeptOutputs(worker, limits.idle(), Clock.systemUTC());
    this.limits = limits;
    this.taskAllocator = allocator.newChildAllocator("tasks", 0, Long.MAX_VALUE);
    this.outgoing = allocator.newChildAllocator("outgoing", 0, Long.MAX_VALUE);
    this.incoming = allocator.newChildAllocator("incoming", 0, Long.MAX_VALUE);
    this.clients = new FlightClients(incoming, security);
    AtomicInteger threads = new AtomicInteger();
    this.executor =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread =
                  new Thread(work, "task-idle-%s-%d".formatted(worker, threads.incrementAndGet()));
              thread.setDaemon(true);
              return thread;
            });
    this.place =
        new TaskPlace(
            worker,
            engine,
            shards,
            clients,
            executor,
            taskAllocator,
            outgoing,
            this::attachHere,
            faults);
  }

  /**
   * Starts the task, or joins its readers, and returns; the listener gets its result or its error.
   * To be called from within the Flight call, since gRPC takes callbacks only then.
   *
   * @param ticket the ticket that has the grant
   * @throws SkeinException if the task is not taken in; then the listener was not used
   */
  public void start(TaskGrant grant, OpenTicket ticket, ServerStreamListener listener) {
    Task task = grant.task();
    try {
      if (task.output() instanceof TaskOutput.Kept kept) {
        RunningTask running = tasks.beginReading(grant);
        execute(
            running,
            () ->
                new KeptReading(
                    task,
                    grant.partition(),
                    place,
                    running,
                    sender(task, running, listener),
                    () -> attach(grant, kept, ticket)));
      } else {
        RunningTask running = tasks.begin(grant);
        SourceTickets sources = new SourceTickets(grant, ticket, sealer);
        execute(
            running,
            () -> new StreamedRun(task, sources, place, running, sender(task, running, listener)));
      }
    } catch (SkeinException e) {
      throw e.withTask(task.id().toString()).withWorker(place.worker());
    }
  }

  private BatchSender sender(Task task, RunningTask running, ServerStreamListener listener) {
    return new BatchSender(
        listener,
        task.schema(),
        outgoing,
        limits.stall(),
        () ->
            running.cancel(
                new SkeinException(ErrorCode.CANCELLED, "the client closed the stream")));
  }

  private OutputLease attach(TaskGrant grant, TaskOutput.Kept kept, OpenTicket ticket) {
    Production production = outcome -> produce(grant, ticket, outcome);
    return outputs.attach(grant.id(), kept, ticket, production);
  }

  private Optional<OutputLease> attachHere(TaskGrant grant, OpenTicket ticket) {
    Task task = grant.task();
    boolean here = task.locations().indexOf(location) == 0;
    return here && task.output() instanceof TaskOutput.Kept kept
        ? Optional.of(attach(grant, kept, ticket))
        : Optional.empty();
  }

  /** Says under which location the worker is known: what it keeps itself, it does not fetch. */
  public void knownAs(String newLocation) {
    location = newLocation;
  }

  /** Begins the run of a task whose result is kept, and returns what ends it early. */
  private Consumer<SkeinException> produce(
      TaskGrant grant, OpenTicket ticket, Production.Outcome outcome) {
    Task task = grant.task();
    RunningTask running = tasks.begin(grant);
    SourceTickets sources = new SourceTickets(grant, ticket, sealer);
    execute(running, () -> new KeptRun(task, sources, place, running, outcome));
    return running::cancel;
  }

  /** Does what a coordinator says of a query that is over, whose tickets expire then. */
  public void obey(OrderGrant order, Instant expires) {
    order.refusal().ifPresent(reason -> tasks.refuse(order.query(), reason, expires));
    outputs.drop(order.query());
  }

  private void execute(RunningTask running, Supplier<Runnable> work) {
    try {
      executor.execute(work.get());
    } catch (RuntimeException e) {
      running.end();
      throw e;
    }
  }

  /** Returns how many threads the runner has. */
  public int threads() {
    return ((ThreadPoolExecutor) executor).getPoolSize();
  }

  /** Returns the results that are kept for several readers. */
  public KeptOutputs outputs() {
    return outputs;
  }

  /** Returns the bytes of batches that were given to the network and not yet sent. */
  public long outgoingBytes() {
    return outgoing.getAllocatedMemory();
  }

  /** Returns the allocator that sent batches are charged to. */
  public BufferAllocator outgoing() {
    return outgoing;
  }

  /** Returns the executor that has a thread for everything that may block. */
  public ExecutorService executor() {
    return executor;
  }

  /** Gives everything back; tasks must have ended. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("Tasks still run: {}", tasks.ids());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    outputs.close();
    clients.close();
    incoming.close();
    outgoing.close();
    taskAllocator.close();
  }
}
