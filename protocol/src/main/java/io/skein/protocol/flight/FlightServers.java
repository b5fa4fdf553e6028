package io.skein.protocol.flight;

import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContext;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.CallerMiddleware;
import io.skein.protocol.security.ServerSecurity;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.ServerHeaderMiddleware;
import org.apache.arrow.memory.BufferAllocator;

/** Starts the Flight servers of Skein's nodes. */
public final class FlightServers {
  private static final Duration MOST_FREQUENT_PING = Duration.ofSeconds(5);

  /** A client may be stopped for a moment, by a debugger or by Control-Z. */
  private static final Duration PING = Duration.ofSeconds(60);

  private static final Duration PONG = Duration.ofSeconds(30);

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final Logger GRPC_STREAMS = Logger.getLogger("io.grpc.netty.NettyServerHandler");

  static {
    // Warns with a stack trace of every client that closes a stream before its end, as one does
    // that has seen enough rows.
    GRPC_STREAMS.setLevel(Level.SEVERE);
  }

  /**
   * The largest request that is taken, in bytes: a ticket names every shard of a table, which for
   * thousands of shards takes megabytes.
   */
  static final int LARGEST_REQUEST = 64 << 20;

  /** The most bytes of headers of a call; a JWT of many claims takes some thousands. */
  static final int LARGEST_HEADERS = 32 << 10;

  /**
   * Runs the calls of all servers in the process; its threads end by themselves. An executor of the
   * server's own would be gone, when it closes, before its last calls have ended.
   */
  private static final ExecutorService CALLS = Executors.newCachedThreadPool(callThreads());

  /** Takes the pings with which callers find out whether the node hangs, and sends its own. */
  private static final Consumer<NettyServerBuilder> PINGS =
      builder ->
          builder
              .permitKeepAliveTime(MOST_FREQUENT_PING.toMillis(), TimeUnit.MILLISECONDS)
              .permitKeepAliveWithoutCalls(true)
              .keepAliveTime(PING.toMillis(), TimeUnit.MILLISECONDS)
              .keepAliveTimeout(PONG.toMillis(), TimeUnit.MILLISECONDS);

  private static final FlightServerMiddleware.Key<ServerHeaderMiddleware> HEADERS =
      FlightServerMiddleware.Key.of("skein-headers");

  private FlightServers() {}

  /** Returns the headers that came with a call to one of these servers. */
  public static CallHeaders headers(FlightProducer.CallContext context) {
    return context.getMiddleware(HEADERS).headers();
  }

  private static ThreadFactory callThreads() {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "flight-call-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Returns a running server without protection.
   *
   * @param port 0 for any free one
   * @throws SkeinException INVALID_REQUEST if the address cannot be bound, naming it
   */
  public static FlightServer start(
      String host, int port, FlightProducer producer, BufferAllocator allocator) {
    return start(host, port, producer, allocator, ServerSecurity.NONE);
  }

  /**
   * Returns a running server.
   *
   * @param port 0 for any free one
   * @throws SkeinException INVALID_REQUEST if the address cannot be bound, naming it, or a TLS file
   *     cannot be used
   */
  public static FlightServer start(
      String host,
      int port,
      FlightProducer producer,
      BufferAllocator allocator,
      ServerSecurity security) {
    return start(host, port, producer, allocator, security, builder -> {});
  }

  /**
   * Returns a running server.
   *
   * @param port 0 for any free one
   * @param further what else the server is to have, such as middleware
   * @throws SkeinException INVALID_REQUEST if the address cannot be bound, naming it, or a TLS file
   *     cannot be used
   */
  public static FlightServer start(
      String host,
      int port,
      FlightProducer producer,
      BufferAllocator allocator,
      ServerSecurity security,
      Consumer<FlightServer.Builder> further) {
    Optional<SslContext> tls =
        security.tls().map(files -> files.listening(security.certificates()));
    // Flight's own way to TLS can only require certificates of all callers, or ask none for one.
    Consumer<NettyServerBuilder> hook =
        netty -> {
          tls.ifPresent(netty::sslContext);
          netty.intercept(CallerMiddleware.certificates());
          PINGS.accept(netty);
        };
    FlightServer.Builder builder =
        FlightServer.builder(allocator, Location.forGrpcInsecure(host, port), producer)
            .executor(CALLS)
            .maxInboundMessageSize(LARGEST_REQUEST)
            .setMaxHeaderListSize(LARGEST_HEADERS)
            .middleware(CallerMiddleware.KEY, CallerMiddleware.factory(security.authenticator()))
            .transportHint("grpc.builderConsumer", hook)
            .middleware(HEADERS, new ServerHeaderMiddleware.Factory());
    further.accept(builder);
    FlightServer server = builder.build();
    try {
      return server.start();
    } catch (IOException e) {
      throw new SkeinException(ErrorCode.INVALID_REQUEST, reason(host, port, e), e);
    }
  }

  private static String reason(String host, int port, IOException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException || String.valueOf(cause.getMessage()).contains("bind")) {
        return "cannot listen on %s:%d, is the port in use? (%s) Choose another with --port"
            .formatted(host, port, cause.getMessage());
      }
    }
    return "cannot listen on %s:%d: %s".formatted(host, port, error.getMessage());
  }
}
