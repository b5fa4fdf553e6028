package io.skein.protocol.flight;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ends one call that gets no answer in time: whoever waits for it has no other way to stop waiting.
 * Thread-safe.
 */
final class AnswerWatch implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Runnable end;
  private final Future<?> connecting;
  private final Future<?> answering;
  private boolean done;
  private String verdict;

  /**
   * Begins to watch.
   *
   * @param connected whether there is a connection by now
   * @param end ends the call; must not block
   */
  AnswerWatch(Deadlines deadlines, BooleanSupplier connected, Runnable end) {
    this.end = end;
    this.connecting =
        after(
            deadlines.connect(),
            () -> {
              if (!connected.getAsBoolean()) {
                giveUp("no connection within " + text(deadlines.connect()));
              }
            });
    this.answering =
        after(deadlines.answer(), () -> giveUp("no answer within " + text(deadlines.answer())));
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "answer-watch");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  private static Future<?> after(Duration time, Runnable work) {
    return TIMER.schedule(work, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static String text(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private void giveUp(String why) {
    synchronized (this) {
      if (done) {
        return;
      }
      done = true;
      verdict = why;
    }
    end.run();
  }

  /** Returns why the call was ended, if it was. */
  synchronized Optional<String> verdict() {
    return Optional.ofNullable(verdict);
  }

  /** Ends the watch: there is an answer, or nobody waits for one any more. */
  @Override
  public void close() {
    synchronized (this) {
      done = true;
    }
    connecting.cancel(false);
    answering.cancel(false);
  }
}
