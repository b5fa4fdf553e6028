package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.BatchSender;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.ticket.Task;
import io.skein.worker.engine.Engine;
import io.skein.worker.shard.ShardCatalog;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks, each on a thread of its own. Thread-safe. */
public final class TaskRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
  private static final long END_SECONDS = 10;

  private final TaskPlace place;
  private final RunningTasks tasks;
  private final TaskLimits limits;
  private final ExecutorService executor;
  private final BufferAllocator taskAllocator;
  private final BufferAllocator outgoing;
  private final BufferAllocator incoming;
  private final FlightClients clients;

  /**
   * Creates a runner.
   *
   * @param worker the worker's id
   * @param allocator the parent of the runner's own
   */
  public TaskRunner(
      String worker,
      Engine engine,
      ShardCatalog shards,
      RunningTasks tasks,
      TaskLimits limits,
      BufferAllocator allocator) {
    this.tasks = tasks;
    this.limits = limits;
    this.taskAllocator = allocator.newChildAllocator("tasks", 0, Long.MAX_VALUE);
    this.outgoing = allocator.newChildAllocator("outgoing", 0, Long.MAX_VALUE);
    this.incoming = allocator.newChildAllocator("incoming", 0, Long.MAX_VALUE);
    this.clients = new FlightClients(incoming);
    AtomicInteger threads = new AtomicInteger();
    this.executor =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread =
                  new Thread(work, "task-idle-%s-%d".formatted(worker, threads.incrementAndGet()));
              thread.setDaemon(true);
              return thread;
            });
    this.place = new TaskPlace(worker, engine, shards, clients, executor, taskAllocator);
  }

  /**
   * Starts the task and returns; the listener gets its result or its error. To be called from
   * within the Flight call, since gRPC takes callbacks only then.
   *
   * @throws SkeinException if the task is not taken in; then the listener was not used
   */
  public void start(Task task, ServerStreamListener listener) {
    RunningTask running;
    try {
      running = tasks.begin(task.id());
    } catch (SkeinException e) {
      throw e.withTask(task.id().toString()).withWorker(place.worker());
    }
    try {
      BatchSender sender =
          new BatchSender(
              listener,
              task.schema(),
              outgoing,
              limits.stall(),
              () ->
                  running.cancel(
                      new SkeinException(ErrorCode.CANCELLED, "the client closed the stream")));
      executor.execute(new TaskRun(task, place, running, sender));
    } catch (RuntimeException e) {
      running.end();
      throw e;
    }
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
    clients.close();
    incoming.close();
    outgoing.close();
    taskAllocator.close();
  }
}
