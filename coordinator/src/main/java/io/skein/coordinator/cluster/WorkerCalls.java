package io.skein.coordinator.cluster;

import io.skein.protocol.flight.LifeSign;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Calls runs of workers to see whether they answer, each on a thread of its own, and none twice at
 * a time. Used by one thread, which is also told what came of the calls.
 */
final class WorkerCalls {
  /** After so many calls in a row without an answer a run is taken to be absent. */
  private static final int MOST_MISSED = 2;

  private final Function<String, LifeSign> call;
  private final Executor callers;
  private final Executor owner;
  private final Listener listener;
  private final Set<String> running = new HashSet<>();
  private final Set<String> again = new HashSet<>();
  private final Map<String, Integer> missed = new HashMap<>();

  /** Hears what came of calls. */
  interface Listener {
    /**
     * Hears of the end of a call.
     *
     * @param path which run was called
     * @param answered whether it answered
     * @param absent whether it is not there; who only misses a call may be busy
     */
    void called(String path, boolean answered, boolean absent);
  }

  /**
   * Creates calls of nobody yet.
   *
   * @param call asks at a location; may take its time
   * @param callers runs the calls
   * @param owner runs what is to be run by the owning thread
   */
  WorkerCalls(
      Function<String, LifeSign> call, Executor callers, Executor owner, Listener listener) {
    this.call = call;
    this.callers = callers;
    this.owner = owner;
    this.listener = listener;
  }

  /** Calls the run, unless it is being called. */
  void call(String path, String location) {
    if (running.add(path)) {
      callers.execute(
          () -> {
            LifeSign sign = call.apply(location);
            owner.execute(() -> ended(path, location, sign));
          });
    }
  }

  /** Calls the run, after the call that is being made, whose answer may be older than the doubt. */
  void callAnew(String path, String location) {
    if (running.contains(path)) {
      again.add(path);
    } else {
      call(path, location);
    }
  }

  private void ended(String path, String location, LifeSign sign) {
    running.remove(path);
    int missedNow =
        switch (sign) {
          case ANSWERED -> 0;
          case REFUSED -> MOST_MISSED;
          case SILENT -> missed.getOrDefault(path, 0) + 1;
        };
    missed.put(path, missedNow);
    if (again.remove(path)) {
      call(path, location);
    }
    listener.called(path, sign == LifeSign.ANSWERED, missedNow >= MOST_MISSED);
  }

  /** Forgets a run that is gone. */
  void forget(String path) {
    missed.remove(path);
    again.remove(path);
  }
}
