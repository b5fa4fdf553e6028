package io.skein.worker.output;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.ticket.OpenTicket;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.worker.engine.ResultTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results that the worker keeps for several readers. The first reader of a task's result starts
 * its run; all are served from that run. A result is dropped when as many readers were served as
 * were promised, or when nobody reads it for a time; a run that nobody waits for any more is ended.
 * Thread-safe.
 */
public final class KeptOutputs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptOutputs.class);
  private static final int DROPPED_ROOM = 100_000;

  /** How long a worker that leaves keeps a result that nobody reads. */
  private static final Duration IDLE_WHEN_LEAVING = Duration.ofSeconds(2);

  private final Clock clock;
  private final Instant started;
  private final Map<TaskId, KeptOutput> outputs = new HashMap<>();
  private final DroppedOutputs dropped = new DroppedOutputs(DROPPED_ROOM);
  private final ScheduledExecutorService timer;
  private Duration idle;
  private boolean closed;

  /**
   * Creates an empty set.
   *
   * @param idle how long a result is kept that nobody reads
   */
  public KeptOutputs(String worker, Duration idle, Clock clock) {
    this.idle = idle;
    this.clock = clock;
    this.started = clock.instant();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "outputs-" + worker);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Returns a hold on the task's result, beginning a run if there is none, or if the last one
   * failed before this attempt was made. Whichever attempt asks, it gets the rows of the one run
   * that is there: rows of two runs are never mixed.
   *
   * @param id the attempt that asks
   * @param ticket the ticket that asks for it
   * @throws SkeinException RESULT_GONE if the result was dropped and a second run could give other
   *     rows; whatever the production throws
   */
  public OutputLease attach(
      TaskId id, TaskOutput.Kept promise, OpenTicket ticket, Production production) {
    ResultTable lost = null;
    try {
      synchronized (this) {
        KeptOutput output = outputs.get(key(id));
        boolean failedBefore =
            output != null && output.hasFailed() && output.id().attempt() < id.attempt();
        if (output != null && (output.lost() || failedBefore)) {
          lost = forget(output);
          output = null;
        }
        if (output == null) {
          requireFirstRun(id, promise, ticket);
          output = begin(new KeptOutput(id, promise, ticket.expires()), production);
        }
        output.attach();
        return new OutputLease(this, output);
      }
    } finally {
      close(lost);
    }
  }

  private void requireFirstRun(TaskId id, TaskOutput.Kept promise, OpenTicket ticket) {
    if (closed) {
      throw new SkeinException(ErrorCode.DRAINING, "the worker is leaving; try another");
    }
    if (promise.repeatable()) {
      return;
    }
    // What was dropped before a restart is not remembered, but its ticket is older.
    if (dropped.contains(key(id), ticket.expires()) || ticket.issued().isBefore(started)) {
      throw new SkeinException(
          ErrorCode.RESULT_GONE,
          "the result that several tasks were to read is gone, and computing it again could give"
              + " other rows; run the query again");
    }
  }

  private KeptOutput begin(KeptOutput output, Production production) {
    output.running(
        production.begin(
            new Production.Outcome() {
              @Override
              public void completed(KeptResult result) {
                complete(output, result);
              }

              @Override
              public void failed(SkeinException error) {
                fail(output, error);
              }
            }));
    outputs.put(key(output.id()), output);
    return output;
  }

  private void complete(KeptOutput output, KeptResult result) {
    boolean wanted;
    synchronized (this) {
      wanted = current(output);
      if (wanted) {
        output.completed(result.table());
      }
    }
    if (wanted) {
      output.result().complete(result);
    } else {
      close(result.table());
    }
  }

  private void fail(KeptOutput output, SkeinException error) {
    synchronized (this) {
      if (current(output)) {
        // Whoever of the readers comes later gets the same error, and no other run.
        output.failed();
        dropLater(output);
        notifyAll();
      }
    }
    output.result().completeExceptionally(error);
  }

  /** Takes a reader's leaving. */
  void release(KeptOutput output, boolean served) {
    ResultTable table = null;
    synchronized (this) {
      output.detach();
      if (served) {
        output.served();
      }
      if (output.attended() || !current(output)) {
        return;
      }
      if (output.runs()) {
        outputs.remove(key(output.id()));
        output
            .cancel()
            .accept(new SkeinException(ErrorCode.CANCELLED, "nobody waits for the result"));
      } else if (output.allServed()) {
        table = forget(output);
      } else {
        dropLater(output);
      }
      notifyAll();
    }
    close(table);
  }

  /** Returns the name under which all attempts find the result. */
  private static TaskId key(TaskId id) {
    return id.withAttempt(0);
  }

  /** Drops the results of a query that is over, each when its last reader has left. */
  public void drop(QueryId query) {
    List<ResultTable> tables = new ArrayList<>();
    synchronized (this) {
      for (KeptOutput output : List.copyOf(outputs.values())) {
        if (!output.id().query().equals(query)) {
          continue;
        }
        if (output.attended() || output.runs()) {
          output.unwanted();
        } else {
          tables.add(forget(output));
        }
      }
      notifyAll();
    }
    tables.forEach(KeptOutputs::close);
  }

  private boolean current(KeptOutput output) {
    return outputs.get(key(output.id())) == output;
  }

  private void dropLater(KeptOutput output) {
    if (closed) {
      return;
    }
    long uses = output.uses();
    timer.schedule(() -> dropIdle(output, uses), idle.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void dropIdle(KeptOutput output, long uses) {
    ResultTable table = null;
    synchronized (this) {
      if (current(output) && !output.attended() && output.uses() == uses) {
        table = forget(output);
        notifyAll();
      }
    }
    if (table != null) {
      LOG.info("The result of task {} was dropped, since nobody came to read it", output.id());
    }
    close(table);
  }

  /** Takes the output out, and returns what is left to close, if anything. */
  private ResultTable forget(KeptOutput output) {
    outputs.remove(key(output.id()));
    if (!output.repeatable() && !output.hasFailed()) {
      dropped.add(key(output.id()), output.expires(), clock.instant());
    }
    return output.table();
  }

  private static void close(ResultTable table) {
    if (table != null) {
      table.close();
    }
  }

  /** Returns how many results are being computed or are kept. */
  public synchronized int count() {
    return (int) outputs.values().stream().filter(output -> !output.hasFailed()).count();
  }

  /** Keeps results that nobody reads for a short time only from now on. */
  public synchronized void drain() {
    if (idle.compareTo(IDLE_WHEN_LEAVING) > 0) {
      idle = IDLE_WHEN_LEAVING;
      outputs.values().stream()
          .filter(output -> !output.runs() && !output.attended())
          .forEach(this::dropLater);
    }
  }

  /** Waits until no result is kept; returns whether that came within the time. */
  public synchronized boolean awaitNone(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (count() > 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Drops all results; their readers must have left. */
  @Override
  public void close() {
    List<KeptOutput> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(outputs.values());
      outputs.clear();
    }
    timer.shutdownNow();
    left.forEach(output -> close(output.table()));
  }
}
