package io.skein.protocol.monitor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The HTTP port of a node: {@code /metrics} as Prometheus reads them, {@code /healthz} (200 while
 * the node does what it is for, else 503), {@code /readyz} (200 while it takes queries, else 503).
 * Thread-safe.
 */
public final class MonitorServer implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int ROOM = 64;

  private final HttpServer server;
  private final ThreadPoolExecutor executor;

  private MonitorServer(HttpServer server, ThreadPoolExecutor executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Returns a running server.
   *
   * @param port 0 for any free one
   * @param ready what keeps the node from taking queries; "" if nothing does
   * @throws SkeinException INVALID_REQUEST if the address cannot be bound, naming it
   */
  public static MonitorServer start(
      String host, int port, Metrics metrics, Health health, Supplier<String> ready) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), ROOM);
    } catch (IOException e) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST,
          "cannot listen on %s:%d for metrics: %s; choose another with --http-port"
              .formatted(host, port, e.getMessage()),
          e);
    }
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(ROOM),
            work -> {
              Thread thread = new Thread(work, "monitor");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    server.setExecutor(executor);
    server.createContext(
        "/metrics",
        exchange ->
            answer(
                exchange,
                "/metrics",
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                PrometheusText.of(metrics)));
    server.createContext("/healthz", exchange -> answer(exchange, "/healthz", problem(health)));
    server.createContext("/readyz", exchange -> answer(exchange, "/readyz", ready.get()));
    server.start();
    return new MonitorServer(server, executor);
  }

  private static String problem(Health health) {
    try {
      return health.problem();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the node ends";
    }
  }

  private static void answer(HttpExchange exchange, String path, String problem)
      throws IOException {
    answer(
        exchange,
        path,
        problem.isEmpty() ? 200 : 503,
        "text/plain; charset=utf-8",
        (problem.isEmpty() ? "ok" : problem) + "\n");
  }

  private static void answer(HttpExchange exchange, String path, int code, String type, String text)
      throws IOException {
    try (exchange) {
      boolean known = exchange.getRequestURI().getPath().equals(path);
      boolean read =
          exchange.getRequestMethod().equals("GET") || exchange.getRequestMethod().equals("HEAD");
      int status = !known ? 404 : !read ? 405 : code;
      byte[] body = status == code ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
      exchange.getResponseHeaders().set("Content-Type", type);
      boolean bodiless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
      exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** Returns the port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
