package io.skein.coordinator.tracking;

import com.google.protobuf.ByteString;
import io.skein.coordinator.cluster.WorkerActions;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.ticket.OrderGrant;
import io.skein.protocol.ticket.TicketSealer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.arrow.flight.Action;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends orders to workers over Flight, several at the same time. Thread-safe. */
public final class OrderSender implements QueryOrders, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OrderSender.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int THREADS = 16;
  private static final int ROOM = 10_000;

  private final WorkerActions workers;
  private final TicketSealer sealer;
  private final Duration ticketValidity;
  private final Supplier<Map<String, String>> locations;
  private final ThreadPoolExecutor executor;

  /**
   * Creates a sender.
   *
   * @param ticketValidity how long tickets of a query that was just planned can be redeemed
   * @param locations the Flight location of each worker, by its id
   */
  public OrderSender(
      WorkerActions workers,
      TicketSealer sealer,
      Duration ticketValidity,
      Supplier<Map<String, String>> locations) {
    this.workers = workers;
    this.sealer = sealer;
    this.ticketValidity = ticketValidity;
    this.locations = locations;
    AtomicInteger number = new AtomicInteger();
    this.executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(ROOM),
            work -> {
              Thread thread = new Thread(work, "order-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public Set<String> cancel(QueryId query, SkeinException reason) {
    byte[] order = seal(OrderGrant.cancel(query, reason));
    Map<String, Future<?>> answers = new TreeMap<>();
    locations.get().forEach((worker, location) -> answers.put(worker, submit(location, order)));
    Set<String> deaf = new TreeSet<>();
    answers.forEach(
        (worker, answer) -> {
          try {
            answer.get();
          } catch (ExecutionException e) {
            LOG.warn("Query {} is not cancelled at worker {}", query, worker, e.getCause());
            deaf.add(worker);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            deaf.add(worker);
          }
        });
    return deaf;
  }

  @Override
  public void cancelLater(QueryId query, SkeinException reason) {
    byte[] order = seal(OrderGrant.cancel(query, reason));
    locations.get().values().forEach(location -> send(query, location, order));
  }

  @Override
  public void releaseLater(QueryId query, Set<String> workers) {
    byte[] order = seal(OrderGrant.release(query));
    Map<String, String> known = locations.get();
    workers.stream()
        .filter(known::containsKey)
        .forEach(worker -> send(query, known.get(worker), order));
  }

  private byte[] seal(OrderGrant order) {
    ByteString ticket = sealer.seal(order, sealer.expiry(ticketValidity));
    return ticket.toByteArray();
  }

  private Future<?> submit(String location, byte[] order) {
    FutureTask<Void> task = new FutureTask<>(() -> send(location, order), null);
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // Too many wait: the caller sends it.
      task.run();
    }
    return task;
  }

  private void send(QueryId query, String location, byte[] order) {
    try {
      executor.execute(
          () -> {
            try {
              send(location, order);
            } catch (SkeinException e) {
              LOG.info("{} is not told that query {} is over: {}", location, query, e.getMessage());
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.warn("{} is not told that query {} is over: too many orders wait", location, query);
    }
  }

  private void send(String location, byte[] order) {
    workers.ask(location, new Action(OrderGrant.ACTION, order), TIMEOUT);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
