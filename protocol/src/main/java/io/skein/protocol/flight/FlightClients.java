package io.skein.protocol.flight;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.ConnectionSecurity;
import io.skein.protocol.security.TlsFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.LocationSchemes;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Flight clients of one process, one for each location, kept open until this is closed.
 * Thread-safe.
 */
public final class FlightClients implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlightClients.class);
  private static final long END_SECONDS = 5;
  private static final Set<String> SCHEMES =
      Set.of(LocationSchemes.GRPC, LocationSchemes.GRPC_INSECURE, LocationSchemes.GRPC_TLS);

  private final BufferAllocator allocator;
  private final Deadlines deadlines;
  private final Reachability reachability;
  private final ConnectionSecurity security;
  private final Optional<SslContext> tls;
  private final Map<String, Connection> connections = new HashMap<>();
  private final List<Connection> lost = new ArrayList<>();
  private boolean closed;

  /** A connection; its allocator tells whether anybody still holds batches that came over it. */
  private record Connection(
      String location, ManagedChannel channel, FlightClient client, BufferAllocator allocator) {

    /** Ends the connection; calls that still run get an error. */
    void close() {
      channel.shutdownNow();
      try {
        channel.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        client.close();
        allocator.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        LOG.warn("Interrupted while closing the connection to {}", location);
      } catch (IllegalStateException e) {
        LOG.warn("The connection to {} was closed while it was read from", location, e);
      }
    }
  }

  /** Creates clients without protection. */
  public FlightClients(BufferAllocator allocator) {
    this(allocator, Deadlines.DEFAULTS, ConnectionSecurity.NONE);
  }

  /** Creates clients without protection. */
  public FlightClients(BufferAllocator allocator, Deadlines deadlines) {
    this(allocator, deadlines, ConnectionSecurity.NONE);
  }

  /**
   * Creates clients that receive into the allocator, which stays the caller's.
   *
   * @throws SkeinException INVALID_REQUEST if a TLS file cannot be used
   */
  public FlightClients(BufferAllocator allocator, ConnectionSecurity security) {
    this(allocator, Deadlines.DEFAULTS, security);
  }

  /**
   * Creates clients that receive into the allocator, which stays the caller's.
   *
   * @throws SkeinException INVALID_REQUEST if a TLS file cannot be used
   */
  public FlightClients(
      BufferAllocator allocator, Deadlines deadlines, ConnectionSecurity security) {
    this.allocator = allocator;
    this.deadlines = deadlines;
    this.security = security;
    this.tls = security.tls().map(TlsFiles::connecting);
    this.reachability =
        new Reachability(
            location -> call(location, deadlines.connect()) == LifeSign.ANSWERED,
            deadlines.probe());
  }

  /** Returns how long callers wait. */
  public Deadlines deadlines() {
    return deadlines;
  }

  /** Returns which locations do not answer. */
  public Reachability reachability() {
    return reachability;
  }

  /** Returns whether there is a connection to the location. */
  boolean isConnected(String location) {
    Connection known = known(location);
    return known != null && known.channel().getState(false) == ConnectivityState.READY;
  }

  private synchronized Connection known(String location) {
    return connections.get(location);
  }

  /**
   * Returns the client of the location once it is connected.
   *
   * @throws SkeinException WORKER_UNAVAILABLE if that takes too long
   */
  public FlightClient connected(String location) {
    FlightClient client = client(location);
    Connection known = known(location);
    if (known == null) {
      throw new SkeinException(ErrorCode.CANCELLED, "the node is closing");
    }
    ManagedChannel channel = known.channel();
    long deadline = System.nanoTime() + deadlines.connect().toNanos();
    ConnectivityState state = channel.getState(true);
    // A connection that fails is left to the call, which says why.
    while (state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING) {
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      try {
        if (!changed.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          reachability.silent(location);
          giveUp(location, client);
          throw new SkeinException(
              ErrorCode.WORKER_UNAVAILABLE,
              "no connection within %d s".formatted(Math.max(1, deadlines.connect().toSeconds())));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SkeinException(ErrorCode.CANCELLED, "interrupted while connecting", e);
      }
      state = channel.getState(true);
    }
    return client;
  }

  /** Asks whether a node is at the location; whatever it says counts as an answer. */
  public LifeSign call(String location, Duration time) {
    LifeSign sign = callOnce(location, time);
    // A connection of before may have been broken since: only a new one tells.
    return sign == LifeSign.REFUSED ? callOnce(location, time) : sign;
  }

  private LifeSign callOnce(String location, Duration time) {
    FlightClient client = null;
    try {
      client = client(location);
      client
          .listActions(CallOptions.timeout(time.toMillis(), TimeUnit.MILLISECONDS))
          .forEach(action -> {});
      return LifeSign.ANSWERED;
    } catch (FlightRuntimeException e) {
      if (FlightErrors.isSaid(e)) {
        return LifeSign.ANSWERED;
      }
      return switch (FlightErrors.toSkein(e).code()) {
        case WORKER_UNAVAILABLE -> LifeSign.REFUSED;
        case TIMED_OUT, CANCELLED -> {
          giveUp(location, client);
          yield LifeSign.SILENT;
        }
        default -> LifeSign.ANSWERED;
      };
    } catch (SkeinException e) {
      // This node is closing, or that is no location.
      return LifeSign.SILENT;
    }
  }

  /**
   * Returns the client of the location, which connects when it is first used.
   *
   * @throws SkeinException INVALID_REQUEST if the location is not a Flight URI of a host and a port
   */
  public synchronized FlightClient client(String location) {
    if (closed) {
      throw new SkeinException(ErrorCode.CANCELLED, "the node is closing");
    }
    Connection known = connections.get(location);
    if (known != null && known.channel().getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      // After failures gRPC refuses calls for up to two minutes before it tries to connect again,
      // but who asks now wants to know whether the node is there now. No call runs on it.
      drop(known);
    }
    return connections.computeIfAbsent(location, this::connect).client();
  }

  /**
   * Ends the connection for which who uses the client has waited in vain, if it has not come about:
   * the next call begins another. Of somebody who takes a connection and says nothing, gRPC would
   * await the first word without end, even when there is somebody else by now.
   */
  synchronized void giveUp(String location, FlightClient client) {
    Connection known = connections.get(location);
    if (known != null
        && known.client() == client
        && known.channel().getState(false) == ConnectivityState.CONNECTING) {
      drop(known);
    }
  }

  private void drop(Connection connection) {
    connections.remove(connection.location());
    connection.channel().shutdownNow();
    lost.add(connection);
    closeUnused();
  }

  private void closeUnused() {
    List<Connection> unused =
        lost.stream().filter(it -> it.allocator().getAllocatedMemory() == 0).toList();
    lost.removeAll(unused);
    unused.forEach(Connection::close);
  }

  private Connection connect(String location) {
    ManagedChannel channel = channel(location);
    BufferAllocator own = allocator.newChildAllocator(location, 0, Long.MAX_VALUE);
    return new Connection(
        location, channel, FlightGrpcUtils.createFlightClientWithSharedChannel(own, channel), own);
  }

  private ManagedChannel channel(String location) {
    URI uri = parse(location).getUri();
    if (uri.getHost() == null
        || uri.getPort() < 0
        || !SCHEMES.contains(String.valueOf(uri.getScheme()))) {
      throw notALocation(location, null);
    }
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort())
            .maxInboundMessageSize(Integer.MAX_VALUE)
            // A process that hangs keeps its connections open.
            .keepAliveTime(deadlines.ping().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(deadlines.pong().toMillis(), TimeUnit.MILLISECONDS)
            .intercept(security.interceptors().apply(location));
    if (uri.getScheme().equals(LocationSchemes.GRPC_TLS)) {
      builder.useTransportSecurity();
      tls.ifPresent(builder::sslContext);
    } else if (tls.isPresent()) {
      // Whoever could announce such a location would be told tickets and rows in clear text.
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST,
          "%s does not use TLS, but everything here has to: start that node with --tls-identity"
              .formatted(location));
    } else {
      builder.usePlaintext();
    }
    return builder.build();
  }

  /**
   * Returns the location that the text names.
   *
   * @throws SkeinException INVALID_REQUEST if it is not a URI
   */
  public static Location parse(String uri) {
    try {
      return new Location(new URI(uri));
    } catch (URISyntaxException e) {
      throw notALocation(uri, e);
    }
  }

  private static SkeinException notALocation(String uri, Throwable cause) {
    return new SkeinException(
        ErrorCode.INVALID_REQUEST, "'%s' is not a Flight location".formatted(uri), cause);
  }

  @Override
  public void close() {
    reachability.close();
    closeConnections();
  }

  private synchronized void closeConnections() {
    closed = true;
    lost.addAll(connections.values());
    connections.clear();
    lost.forEach(Connection::close);
    lost.clear();
  }
}
