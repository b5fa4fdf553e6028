package io.skein.worker;

import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.ProtocolVersion;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.cluster.WorkerState;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightServers;
import io.skein.protocol.monitor.Health;
import io.skein.protocol.monitor.Metrics;
import io.skein.protocol.monitor.MonitorServer;
import io.skein.protocol.query.TaskNews;
import io.skein.protocol.security.ConnectionSecurity;
import io.skein.protocol.security.NodeCheck;
import io.skein.protocol.security.NodeSecurity;
import io.skein.protocol.security.ServerSecurity;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.security.WorkerAuthenticator;
import io.skein.protocol.ticket.OrderGrant;
import io.skein.protocol.ticket.TicketSealer;
import io.skein.protocol.zookeeper.ZooKeeperClients;
import io.skein.worker.announce.Announcer;
import io.skein.worker.engine.Engine;
import io.skein.worker.service.TicketRedeemer;
import io.skein.worker.service.WorkerProducer;
import io.skein.worker.shard.ShardCatalog;
import io.skein.worker.task.RunningTasks;
import io.skein.worker.task.TaskFaults;
import io.skein.worker.task.TaskRunner;
import io.skein.worker.task.TrafficCount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.curator.framework.CuratorFramework;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: it serves every table under its data folders and announces itself. Several may live in
 * one process, each with its own DuckDB. Thread-safe; started once, closed always.
 */
public final class WorkerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerServer.class);

  /** How long tasks that were told to end may take, and what they sent. */
  private static final Duration END_OF_TASKS = Duration.ofSeconds(10);

  /** How long DuckDB may take for what takes no time, before the worker is not well. */
  private static final Duration HEALTH_DEADLINE = Duration.ofSeconds(5);

  private final WorkerOptions options;
  private final NodeSecurity security;
  private final TaskFaults faults;
  private final Deque<Resource> resources = new ArrayDeque<>();
  private final RunningTasks tasks;
  private BufferAllocator allocator;
  private Engine engine;
  private ShardCatalog shards;
  private TaskRunner runner;
  private FlightServer server;
  private Announcer announcer;
  private volatile String location;
  private volatile OptionalInt httpPort = OptionalInt.empty();
  private volatile WorkerState state = WorkerState.SERVING;
  private boolean closed;

  /** Creates a worker that has not been started. */
  public WorkerServer(WorkerOptions options, NodeSecurity security) {
    this(options, security, TaskFaults.NONE);
  }

  /** Creates a worker, for tests, in whose tasks something goes wrong. */
  public WorkerServer(WorkerOptions options, NodeSecurity security, TaskFaults faults) {
    this.options = options;
    this.security = security;
    this.faults = faults;
    this.tasks = new RunningTasks(options.limits(), options.id());
  }

  /** A part of the worker, which is closed when the worker is, the newest first. */
  private record Resource(String name, AutoCloseable closing) {}

  private <T extends AutoCloseable> T own(String name, T resource) {
    resources.push(new Resource(name, resource));
    return resource;
  }

  /**
   * Reads the data folders, starts to listen, and announces the worker. When it fails, everything
   * that was started is stopped.
   *
   * @throws SkeinException INVALID_REQUEST if a data folder is missing or the address cannot be
   *     bound, ZOOKEEPER_UNAVAILABLE
   */
  public synchronized void start() {
    if (server != null || closed) {
      throw new IllegalStateException("worker %s was started before".formatted(options.id()));
    }
    try {
      open();
    } catch (RuntimeException e) {
      closed = true;
      closeResources();
      throw e;
    }
  }

  private void open() {
    own("tasks", tasks);
    allocator = own("allocator", new RootAllocator());
    engine = own("engine", Engine.open(options.engine(), options.dataFolders()));
    shards = new ShardCatalog(options.id(), options.dataFolders(), engine);
    shards.rescan();
    TicketSealer sealer = new TicketSealer(security.secret(), Clock.systemUTC());
    TokenSealer tokens = new TokenSealer(security.secret(), Clock.systemUTC());
    runner =
        own(
            "tasks' threads",
            new TaskRunner(
                options.id(),
                engine,
                shards,
                tasks,
                options.limits(),
                sealer,
                faults,
                allocator,
                ConnectionSecurity.of(security)));
    own("batches on their way", () -> awaitSent(System.nanoTime() + END_OF_TASKS.toNanos()));
    WorkerProducer producer =
        new WorkerProducer(
            options.id(),
            sealer,
            new NodeCheck(tokens, this::location, security.mutualTls()),
            new TicketRedeemer(runner, options.limits().stall()),
            new Node());
    BufferAllocator receiving =
        own("Flight's allocator", allocator.newChildAllocator("flight", 0, Long.MAX_VALUE));
    server =
        own(
            "Flight server",
            FlightServers.start(
                options.address().host(),
                options.address().port(),
                producer,
                receiving,
                ServerSecurity.of(security, new WorkerAuthenticator(tokens))));
    location = advertisedLocation();
    runner.knownAs(location);
    CuratorFramework zookeeper =
        own("ZooKeeper client", ZooKeeperClients.connect(options.cluster().zookeeper()));
    announcer =
        own("announcement", new Announcer(zookeeper, options.cluster().paths(), announcement()));
    announcer.start(ZooKeeperClients.CONNECT_TIMEOUT);
    options.address().httpPort().ifPresent(this::monitor);
    own("rescan", new RescanLoop(options.id(), options.rescanInterval(), this::rescan));
    LOG.info("Worker {} serves {} at {}", options.id(), options.dataFolders(), location);
  }

  private void monitor(int port) {
    Metrics metrics =
        WorkerMetrics.of(
            tasks, options.limits(), runner, engine, allocator, () -> shards.inventory().tables());
    Health health = new Health(engine::probe, HEALTH_DEADLINE);
    MonitorServer monitor =
        own(
            "metrics",
            MonitorServer.start(
                options.address().host(),
                port,
                metrics,
                health,
                () -> state == WorkerState.SERVING ? "" : "the worker is " + state));
    httpPort = OptionalInt.of(monitor.port());
    LOG.info("Worker {} shows its metrics at port {}", options.id(), monitor.port());
  }

  /** Returns the port of metrics and health, if there is one. */
  public OptionalInt httpPort() {
    return httpPort;
  }

  private WorkerAnnouncement announcement() {
    byte[] incarnation = new byte[4];
    ThreadLocalRandom.current().nextBytes(incarnation);
    return new WorkerAnnouncement(
        options.id(),
        HexFormat.of().formatHex(incarnation),
        location,
        WorkerState.SERVING,
        ProtocolVersion.CURRENT,
        engine.version(),
        shards.inventory().epoch());
  }

  private String advertisedLocation() {
    String address = options.address().advertised().orElse(options.address().host());
    boolean withPort = address.matches(".*[^:]:[0-9]+") || address.matches("\\[.*]:[0-9]+");
    return security.scheme() + "://" + (withPort ? address : address + ":" + server.getPort());
  }

  /** Looks at the data folders now, and announces it if they changed; returns whether they did. */
  public boolean rescan() {
    boolean changed = shards.rescan();
    if (changed) {
      Inventory inventory = shards.inventory();
      LOG.info(
          "Worker {} has inventory {}: {} tables",
          options.id(),
          inventory.epoch(),
          inventory.tables().size());
      announcer.update(announcement -> announcement.withEpoch(inventory.epoch()));
    }
    return changed;
  }

  /** Returns the advertised Flight location: {@code grpc+tcp://host:port}, or grpc+tls. */
  public String location() {
    return location;
  }

  /** Returns the worker's name. */
  public String id() {
    return options.id();
  }

  /** Returns what the worker serves now. */
  public Inventory inventory() {
    return shards.inventory();
  }

  /** Returns how many tasks run. */
  public int runningTasks() {
    return tasks.count();
  }

  /** Returns the printed ids of the tasks that run, and of those that have readers. */
  public List<String> runningTaskNames() {
    return tasks.ids();
  }

  /** Returns how many results are being computed or are kept for several readers. */
  public int keptOutputs() {
    return runner.outputs().count();
  }

  /** Returns how much the worker's tasks sent and received since it was started. */
  public TrafficCount exchanged() {
    return tasks.exchanged();
  }

  /** Returns how many databases tasks have in the worker's DuckDB. */
  public int databases() {
    return engine.databases();
  }

  /** Returns the bytes of Arrow buffers that tasks and the network hold. */
  public long allocatedBytes() {
    return allocator.getAllocatedMemory();
  }

  /** What the Flight service asks of the worker. */
  private final class Node implements WorkerProducer.Node {
    @Override
    public Inventory inventory() {
      return shards.inventory();
    }

    @Override
    public byte[] status() {
      return statusNow();
    }

    @Override
    public TaskNews news(TaskNews.Question question) throws InterruptedException {
      return tasks.news(question);
    }

    @Override
    public void obey(OrderGrant order, Instant expires) {
      LOG.info(
          "Query {} is over: {}",
          order.query(),
          order.refusal().map(SkeinException::getMessage).orElse("what is kept of it goes"));
      runner.obey(order, expires);
    }
  }

  private byte[] statusNow() {
    return new WorkerStatus(
            options.id(), state, tasks.ids(), keptOutputs(), allocatedBytes(), exchanged())
        .toJson();
  }

  /** Takes no new tasks, lets running ones finish within the limit, and leaves. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (server != null) {
      drain();
    }
    closeResources();
    LOG.info("Worker {} left", options.id());
  }

  private void drain() {
    LOG.info("Worker {} is draining, {} tasks run", options.id(), tasks.count());
    state = WorkerState.DRAINING;
    tasks.drain();
    runner.outputs().drain();
    announcer.update(announcement -> announcement.withState(WorkerState.DRAINING));
    long deadline = System.nanoTime() + options.limits().drain().toNanos();
    try {
      // First those that others come for: without them, nothing new begins.
      runner.outputs().awaitNone(options.limits().drain());
      if (!tasks.awaitNone(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        LOG.warn("Worker {} ends tasks that still run: {}", options.id(), tasks.ids());
        tasks.cancelAll(
            new SkeinException(
                ErrorCode.DRAINING, "the worker left before the task was done; try another"));
        tasks.awaitNone(END_OF_TASKS);
      }
      awaitSent(deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the network holds no batches: gRPC gives them back some time after the end. */
  private void awaitSent(long deadline) throws InterruptedException {
    while (runner.outgoingBytes() > 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private void closeResources() {
    while (!resources.isEmpty()) {
      Resource resource = resources.pop();
      try {
        resource.closing().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn("Worker {}: {} does not close", options.id(), resource.name(), e);
      }
    }
  }
}
