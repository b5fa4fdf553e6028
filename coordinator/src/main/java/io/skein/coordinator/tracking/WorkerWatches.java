package io.skein.coordinator.tracking;

import io.skein.coordinator.cluster.WorkerActions;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.query.TaskNews;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.arrow.flight.Action;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that ask workers for news of their tasks, one for each worker, again and again, and
 * one that has the tracker look at the clock. Thread-safe.
 */
public final class WorkerWatches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerWatches.class);

  /** How long a worker may wait for news: so old is what is known of tasks that go on running. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 500;
  private static final long TICK_MILLIS = 100;

  private final WorkerActions workers;
  private final QueryTracker tracker;
  private final Consumer<String> onSilence;
  private final Map<String, Watch> watches = new HashMap<>();
  private final Thread clock;
  private volatile boolean closed;

  /**
   * Creates watches of no worker.
   *
   * @param onSilence is told the location of a worker that does not answer; must not block
   */
  public WorkerWatches(WorkerActions workers, QueryTracker tracker, Consumer<String> onSilence) {
    this.workers = workers;
    this.tracker = tracker;
    this.onSilence = onSilence;
    this.clock = start("query-clock", this::tick);
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Watches these workers from now on. One that is no longer named is watched until it does not
   * answer: it may still have tasks to finish.
   *
   * @param locations the Flight location of each worker, by its id
   */
  public synchronized void update(Map<String, String> locations) {
    if (closed) {
      return;
    }
    watches.forEach((worker, watch) -> watch.location.set(locations.get(worker)));
    locations.forEach(
        (worker, location) -> watches.computeIfAbsent(worker, added -> new Watch(added, location)));
  }

  private synchronized boolean forget(Watch watch) {
    boolean gone = watch.location.get() == null;
    if (gone) {
      watches.remove(watch.worker, watch);
    }
    return gone;
  }

  private void tick() {
    while (!closed) {
      try {
        tracker.tick();
      } catch (RuntimeException e) {
        LOG.error("Queries that are over are not noticed", e);
      }
      pause(TICK_MILLIS);
    }
  }

  private void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** The watch of one worker. */
  private final class Watch implements Runnable {
    private final String worker;
    private final AtomicReference<String> location;
    private final Thread thread;
    private String asked;
    private TaskNews.Question question = TaskNews.Question.FIRST;
    private long lastComplete;

    Watch(String worker, String location) {
      this.worker = worker;
      this.location = new AtomicReference<>(location);
      this.asked = location;
      this.thread = start("watch-" + worker, this);
    }

    @Override
    public void run() {
      while (!closed) {
        String current = location.get();
        if (current != null && !current.equals(asked)) {
          asked = current;
          question = TaskNews.Question.FIRST;
        }
        try {
          ask();
        } catch (RuntimeException e) {
          if (closed) {
            return;
          }
          LOG.debug("Worker {} does not tell of its tasks", worker, FlightErrors.toSkein(e));
          tracker.silent(worker);
          onSilence.accept(asked);
          question = TaskNews.Question.FIRST;
          if (forget(this)) {
            return;
          }
          pause(PAUSE_MILLIS);
        }
      }
    }

    private void ask() {
      byte[] answer =
          workers.ask(asked, new Action(TaskNews.ACTION, question.toBytes()), TIMEOUT).get(0);
      TaskNews news = TaskNews.parse(answer);
      tracker.news(worker, news);
      if (news.complete()) {
        lastComplete = System.nanoTime();
      }
      // Beginnings and ends do not say how far the others have come.
      boolean stale = System.nanoTime() - lastComplete > 2 * PATIENCE.toNanos();
      question =
          stale
              ? TaskNews.Question.FIRST
              : new TaskNews.Question(news.journal(), news.position(), PATIENCE);
    }
  }

  @Override
  public void close() {
    closed = true;
    clock.interrupt();
    synchronized (this) {
      watches.values().forEach(watch -> watch.thread.interrupt());
      watches.clear();
    }
  }
}
