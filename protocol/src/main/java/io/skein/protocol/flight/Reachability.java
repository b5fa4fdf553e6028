package io.skein.protocol.flight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which locations did not answer when they were last asked. They are asked again now and then;
 * until they answer, other locations are preferred to them. Thread-safe.
 */
public final class Reachability implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

  /** After that long nobody names the location any more: it is forgotten. */
  private static final Duration MEMORY = Duration.ofMinutes(10);

  private static final int MOST_REMEMBERED = 1_000;

  private final Predicate<String> probe;
  private final long pauseMillis;
  private final Map<String, Long> silentSince = new ConcurrentHashMap<>();
  private ScheduledExecutorService thread;
  private boolean closed;

  /**
   * Creates an empty memory.
   *
   * @param probe asks a location whether it is there; may take its time
   * @param pause how long to wait before locations are asked again
   */
  Reachability(Predicate<String> probe, Duration pause) {
    this.probe = probe;
    this.pauseMillis = pause.toMillis();
  }

  /** Notes that the location did not answer. */
  public void silent(String location) {
    synchronized (this) {
      if (closed
          || silentSince.size() >= MOST_REMEMBERED
          || silentSince.putIfAbsent(location, System.nanoTime()) != null) {
        return;
      }
      probeAgainAndAgain();
    }
    LOG.info("{} does not answer; others are preferred until it does", location);
  }

  /** Notes that the location answered. */
  void answered(String location) {
    if (silentSince.remove(location) != null) {
      LOG.info("{} answers again", location);
    }
  }

  /** Returns whether the location did not answer when it was last asked. */
  public boolean isSilent(String location) {
    return silentSince.containsKey(location);
  }

  /** Returns the locations in their order, but those last that do not answer. */
  public List<String> order(List<String> locations) {
    if (silentSince.isEmpty()) {
      return locations;
    }
    List<String> ordered = new ArrayList<>(locations.size());
    locations.stream().filter(location -> !isSilent(location)).forEach(ordered::add);
    locations.stream().filter(this::isSilent).forEach(ordered::add);
    // What changed in between may have been missed, or taken twice.
    return ordered.size() == locations.size() && ordered.containsAll(locations)
        ? ordered
        : locations;
  }

  private void probeAgainAndAgain() {
    if (thread == null) {
      thread =
          Executors.newSingleThreadScheduledExecutor(
              work -> {
                Thread probing = new Thread(work, "reachability");
                probing.setDaemon(true);
                return probing;
              });
      thread.scheduleWithFixedDelay(
          this::probeAll, pauseMillis, pauseMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void probeAll() {
    silentSince.forEach(
        (location, since) -> {
          if (System.nanoTime() - since > MEMORY.toNanos()) {
            silentSince.remove(location, since);
          } else if (probe.test(location)) {
            answered(location);
          }
        });
    endIfIdle();
  }

  private synchronized void endIfIdle() {
    if (thread != null && silentSince.isEmpty()) {
      thread.shutdown();
      thread = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
