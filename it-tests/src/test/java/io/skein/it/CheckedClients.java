package io.skein.it;

import io.skein.client.SkeinClient;
import io.skein.it.CheckedQueries.Checked;
import io.skein.it.CheckedQueries.Outcome;
import io.skein.protocol.error.ErrorType;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask checked queries until they are told to end. Thread-safe. */
final class CheckedClients implements AutoCloseable {
  private final UnsafeCluster cluster;
  private final List<Checked> queries;
  private final Duration deadline;
  private final ExecutorService clients;
  private final ExecutorService asking = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private final Map<String, Integer> errors = new TreeMap<>();
  private final Map<String, Integer> lanes = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();
  private final AtomicInteger replans = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private long slowestMillis;
  private volatile boolean ending;

  /**
   * Creates clients that have not begun.
   *
   * @param deadline after that long a query hangs
   */
  CheckedClients(
      UnsafeCluster cluster, List<Checked> queries, int clients, Duration deadline, long seed) {
    this.cluster = cluster;
    this.queries = queries;
    this.deadline = deadline;
    this.clients = Executors.newFixedThreadPool(clients);
    for (int i = 0; i < clients; i++) {
      long own = seed + i;
      running.add(this.clients.submit(() -> ask(new Random(own))));
    }
  }

  private void ask(Random random) {
    while (!ending) {
      // Not one for all: what a client has learned of the cluster counts, and what it has not.
      try (SkeinClient client = cluster.builder().onNewAttempt(e -> replanned()).build()) {
        for (int i = 0; i < 20 && !ending; i++) {
          ask(client, next(random));
        }
      }
    }
  }

  /** First each query once, those of all lanes before the others, then any. */
  private Checked next(Random random) {
    int number = begun.getAndIncrement();
    return number < queries.size() ? queries.get(number) : CheckedQueries.any(queries, random);
  }

  private void replanned() {
    replans.incrementAndGet();
  }

  private void ask(SkeinClient client, Checked query) {
    long begin = System.nanoTime();
    Future<Outcome> answer = asking.submit(() -> query.on(client));
    try {
      Outcome outcome = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (outcome.difference().isEmpty()) {
        note(Verdict.RIGHT, outcome.lane(), begin);
      } else {
        Verdict verdict = Verdict.ofWrong(query.expected(), outcome.answer());
        find(verdict, query, outcome.difference().get());
        note(verdict, outcome.lane(), begin);
      }
    } catch (TimeoutException e) {
      find(Verdict.HANG, query, "no answer within " + deadline);
      note(Verdict.HANG, "?", begin);
      answer.cancel(true);
    } catch (ExecutionException e) {
      failed(query, e.getCause(), begin);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(Checked query, Throwable error, long begin) {
    if (error instanceof SkeinException skein && skein.code().type() == ErrorType.UNAVAILABLE) {
      synchronized (this) {
        errors.merge(skein.code().name(), 1, Integer::sum);
        findings.add("failed: " + skein.describe() + "\n  " + query.sql());
      }
      note(Verdict.ERROR, "failed", begin);
    } else {
      // A query that is right can only fail for want of nodes.
      synchronized (this) {
        errors.merge(name(error), 1, Integer::sum);
      }
      find(Verdict.WRONG, query, error instanceof SkeinException e ? e.describe() : stack(error));
      note(Verdict.WRONG, "failed", begin);
    }
  }

  private static String name(Throwable error) {
    return error instanceof SkeinException skein
        ? skein.code().name()
        : error.getClass().getSimpleName();
  }

  private static String stack(Throwable error) {
    StringBuilder text = new StringBuilder(error.toString());
    for (int i = 0; i < Math.min(8, error.getStackTrace().length); i++) {
      text.append("\n    ").append(error.getStackTrace()[i]);
    }
    return text.toString();
  }

  private synchronized void note(Verdict verdict, String lane, long begin) {
    verdicts.merge(verdict, 1, Integer::sum);
    lanes.merge(lane, 1, Integer::sum);
    slowestMillis =
        Math.max(slowestMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  private synchronized void find(Verdict verdict, Checked query, String what) {
    String finding = "%s: %s%n  %s".formatted(verdict, what, query.sql());
    findings.add(finding);
    System.out.println(finding);
  }

  /** Returns how many queries had the verdict. */
  synchronized int count(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }

  /** Returns how many queries were asked. */
  synchronized int count() {
    return verdicts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns the lanes of the queries that were answered. */
  synchronized Map<String, Integer> lanes() {
    return new TreeMap<>(lanes);
  }

  /** Returns what was found, query by query. */
  synchronized List<String> findings() {
    return List.copyOf(findings);
  }

  /** Lets the clients end their queries, and waits for them. */
  void end() throws InterruptedException, ExecutionException, TimeoutException {
    ending = true;
    for (Future<?> client : running) {
      client.get(2 * deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized String toString() {
    return ("queries %d, right %d (%.2f %%), typed errors %d %s, wrong %d, partial %d, doubled %d,"
            + " hangs %d; lanes %s; planned again %d times; slowest %d ms")
        .formatted(
            count(),
            count(Verdict.RIGHT),
            100.0 * count(Verdict.RIGHT) / Math.max(1, count()),
            count(Verdict.ERROR),
            errors,
            count(Verdict.WRONG),
            count(Verdict.PARTIAL),
            count(Verdict.DOUBLED),
            count(Verdict.HANG),
            lanes,
            replans.get(),
            slowestMillis);
  }

  @Override
  public void close() throws IOException {
    ending = true;
    clients.shutdownNow();
    asking.shutdownNow();
  }
}
