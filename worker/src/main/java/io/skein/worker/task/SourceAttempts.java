package io.skein.worker.task;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.Backoff;
import io.skein.protocol.flight.Deadlines;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.Reachability;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.TaskGrant;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Where one source of an exchange is asked for, again and again until its rows are there: at each
 * of its locations in turn, and then again, with pauses. A location that did not say a word is not
 * asked twice: that takes long each time. Used by one thread.
 *
 * <p>Only what is a location's own fault leads to another attempt. An error of a task that the
 * source itself reads does not: the source has tried that again already, and if every reader did so
 * too, a plan of many stages would be run over and over.
 */
final class SourceAttempts {
  private static final Backoff BACKOFF =
      new Backoff(3, Duration.ofMillis(200), Duration.ofSeconds(1));

  private final SourceTickets.Source source;
  private final Deadlines deadlines;
  private final Deque<String> locations;
  private final int round;
  private int attempt;
  private long began = System.nanoTime();

  SourceAttempts(SourceTickets.Source source, Reachability reachability, Deadlines deadlines) {
    this.source = source;
    this.deadlines = deadlines;
    this.locations = new ArrayDeque<>(reachability.order(source.locations()));
    this.round = locations.size();
  }

  /** Returns what is redeemed now. */
  Endpoint next() {
    began = System.nanoTime();
    return source.endpoint(attempt, locations.getFirst());
  }

  /**
   * Returns whether there is to be another attempt, after a pause if each location had one.
   *
   * @throws SkeinException the error with which the reading task was told to end meanwhile
   */
  boolean goOnAfter(SkeinException error, RunningTask running) {
    boolean worthIt =
        error.code().isOfThePlace()
            && EndpointReader.isOfThisTask(error, Optional.of(source.grant().id()));
    String failed = locations.removeFirst();
    boolean hung =
        error.task().isEmpty() && System.nanoTime() - began >= deadlines.connect().toNanos();
    if (!hung) {
      locations.addLast(failed);
    }
    attempt++;
    int again = attempt - round;
    if (!worthIt || locations.isEmpty() || again >= BACKOFF.attempts()) {
      return false;
    }
    if (again >= 0) {
      running.pause(BACKOFF.pause(again));
    }
    return true;
  }

  /** Returns the error of the last attempt as the answer to whoever reads the task. */
  SkeinException last(SkeinException error) {
    TaskGrant grant = source.grant().withAttempt(Math.max(0, attempt - 1));
    return grant.inVain(error);
  }
}
