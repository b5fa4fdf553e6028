package io.skein.coordinator.service;

import io.skein.coordinator.CoordinatorOptions;
import io.skein.coordinator.cluster.ClusterView;
import io.skein.coordinator.cluster.InventoryClient;
import io.skein.coordinator.cluster.WorkerActions;
import io.skein.coordinator.flightsql.FlightSqlService;
import io.skein.coordinator.flightsql.SessionMiddleware;
import io.skein.coordinator.flightsql.Sessions;
import io.skein.coordinator.query.QueryService;
import io.skein.coordinator.tracking.Admission;
import io.skein.coordinator.tracking.OrderSender;
import io.skein.coordinator.tracking.QueryControl;
import io.skein.coordinator.tracking.QueryTracker;
import io.skein.coordinator.tracking.WorkerWatches;
import io.skein.planner.PlanRequest;
import io.skein.planner.Planner;
import io.skein.planner.catalog.Catalog;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.FlightServers;
import io.skein.protocol.monitor.Health;
import io.skein.protocol.monitor.MonitorServer;
import io.skein.protocol.query.QueryStatus;
import io.skein.protocol.security.CallAuthenticator;
import io.skein.protocol.security.ConnectionSecurity;
import io.skein.protocol.security.NodeSecurity;
import io.skein.protocol.security.ServerSecurity;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.ticket.TicketSealer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.curator.framework.CuratorFramework;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A coordinator: it watches the cluster, plans queries and issues tickets over Flight. Started
 * once, closed once; thread-safe in between.
 */
public final class CoordinatorServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorServer.class);

  /** How long planning the simplest statement may take before the coordinator is not well. */
  private static final Duration HEALTH_DEADLINE = Duration.ofSeconds(5);

  private final CoordinatorOptions options;
  private final BufferAllocator allocator;
  private final FlightClients clients;
  private final ClusterView cluster;
  private final Planner planner;
  private final CoordinatorMetrics metrics = new CoordinatorMetrics();
  private final OrderSender orders;
  private final QueryTracker tracker;
  private final WorkerWatches watches;
  private final TicketProxy proxy;
  private final CoordinatorProducer producer;
  private final ServerSecurity security;
  private FlightServer server;
  private MonitorServer monitor;

  /**
   * Creates a coordinator that does not run yet.
   *
   * @param authenticator decides who may ask
   * @param zookeeper a started client, which stays the caller's
   * @param parent the allocator whose child this coordinator uses; stays the caller's
   */
  public CoordinatorServer(
      CoordinatorOptions options,
      NodeSecurity node,
      CallAuthenticator authenticator,
      CuratorFramework zookeeper,
      BufferAllocator parent) {
    this.options = options;
    this.allocator = parent.newChildAllocator("coordinator", 0, Long.MAX_VALUE);
    this.clients = new FlightClients(allocator, ConnectionSecurity.of(node));
    this.planner = new Planner(allocator, options.gatherLimitBytes(), options.distribution());
    this.security = ServerSecurity.of(node, authenticator);
    TokenSealer tokens = new TokenSealer(node.secret(), Clock.systemUTC());
    this.cluster =
        new ClusterView(
            zookeeper,
            options.cluster(),
            new InventoryClient(clients, tokens),
            Planner.duckdbVersion());
    TicketSealer sealer = new TicketSealer(node.secret(), Clock.systemUTC());
    WorkerActions workers = new WorkerActions(clients, tokens);
    this.orders =
        new OrderSender(
            workers, sealer, options.ticketValidity(), () -> cluster.catalog().locations());
    Admission admission = new Admission(options.limits());
    this.tracker =
        new QueryTracker(
            options.limits(),
            admission,
            orders,
            query -> {
              log(query);
              metrics.ended(query);
            },
            System::nanoTime);
    this.watches = new WorkerWatches(workers, tracker, cluster::doubt);
    cluster.onChange(catalog -> watches.update(catalog.locations()));
    QueryService queries =
        new QueryService(
            cluster,
            planner,
            sealer,
            options.ticketValidity(),
            new QueryControl(options.limits(), admission, tracker),
            metrics);
    metrics.watch(admission, options.limits(), cluster, allocator::getAllocatedMemory);
    this.proxy = new TicketProxy(queries, sealer, clients, allocator, options.stallTimeout());
    metrics.watch(proxy);
    Sessions sessions = new Sessions(queries, sealer);
    this.producer =
        new CoordinatorProducer(
            queries,
            proxy,
            new FlightSqlService(queries, sessions, sealer, proxy, allocator),
            sessions);
  }

  /**
   * Begins to watch the cluster and to listen.
   *
   * @throws io.skein.protocol.error.SkeinException if the address cannot be bound
   */
  public void start() {
    server =
        FlightServers.start(
            options.host(),
            options.port(),
            producer,
            allocator,
            security,
            builder -> builder.middleware(SessionMiddleware.KEY, new SessionMiddleware.Factory()));
    cluster.start();
    options.httpPort().ifPresent(this::monitor);
    LOG.info("Coordinator listening on {}:{}", options.host(), server.getPort());
  }

  private void monitor(int port) {
    Health health =
        new Health(
            () -> planner.plan(PlanRequest.of("SELECT 1"), cluster.catalog(), 0), HEALTH_DEADLINE);
    monitor =
        MonitorServer.start(
            options.host(),
            port,
            metrics.metrics(),
            health,
            () -> cluster.catalog().locations().isEmpty() ? "no worker serves" : "");
    LOG.info("Coordinator shows its metrics at port {}", monitor.port());
  }

  /** Returns the port of metrics and health, if there is one. */
  public OptionalInt httpPort() {
    return monitor == null ? OptionalInt.empty() : OptionalInt.of(monitor.port());
  }

  private static void log(QueryStatus query) {
    LOG.atInfo()
        .addKeyValue("query", query.id())
        .addKeyValue("user", query.user())
        .addKeyValue("state", query.state())
        .addKeyValue("lane", query.lane())
        .addKeyValue("tasks", query.tasks())
        .addKeyValue("rows", query.rows())
        .addKeyValue("bytes", query.bytes())
        .addKeyValue("millis", query.millis())
        .log(
            "Query {} {}: lane {}, {} tasks at {}, {} rows, {} bytes in {} ms{}",
            query.id(),
            query.state(),
            query.lane(),
            query.tasks(),
            query.workers(),
            query.rows(),
            query.bytes(),
            query.millis(),
            query.error().isEmpty() ? "" : "; " + query.error());
  }

  /** Returns what is known of queries. */
  public List<QueryStatus> queries() {
    return tracker.queries();
  }

  /** Returns the port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Returns the tables and workers as they are known now. */
  public Catalog catalog() {
    return cluster.catalog();
  }

  /**
   * Waits until the catalog is as wanted; returns whether it became so in time.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public boolean await(Predicate<Catalog> wanted, Duration timeout) throws InterruptedException {
    return cluster.await(wanted, timeout);
  }

  /** Returns how many streams this coordinator is sending. */
  public int openStreams() {
    return proxy.openStreams();
  }

  /** Returns the bytes of Arrow buffers that are held. */
  public long allocatedBytes() {
    return allocator.getAllocatedMemory();
  }

  @Override
  public void close() {
    try {
      if (server != null) {
        server.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("Interrupted while closing the Flight server");
    } finally {
      if (monitor != null) {
        monitor.close();
      }
      proxy.close();
      watches.close();
      orders.close();
      cluster.close();
      clients.close();
      planner.close();
      allocator.close();
    }
  }
}
