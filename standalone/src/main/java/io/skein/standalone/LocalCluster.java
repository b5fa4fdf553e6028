package io.skein.standalone;

import io.skein.coordinator.CoordinatorOptions;
import io.skein.coordinator.service.CoordinatorServer;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.protocol.cluster.ClusterPaths;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.CallAuthenticator;
import io.skein.protocol.security.NodeSecurity;
import io.skein.protocol.security.TlsFiles;
import io.skein.protocol.security.TlsFiles.ClientCertificates;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.ticket.ClusterSecret;
import io.skein.protocol.zookeeper.ZooKeeperClients;
import io.skein.worker.WorkerOptions;
import io.skein.worker.WorkerServer;
import io.skein.worker.task.TaskFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.curator.framework.CuratorFramework;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole cluster in this JVM: ZooKeeper, a coordinator and workers, all real, over real sockets of
 * the loopback interface. Not thread-safe.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final Map<String, WorkerServer> workers = new LinkedHashMap<>();
  private final NodeSecurity security;
  private final BufferAllocator allocator;
  private final EmbeddedZooKeeper zookeeper;
  private final CoordinatorServer coordinator;

  private LocalCluster(int port, UnaryOperator<CoordinatorOptions> options, Protection protection) {
    ClusterSecret secret = ClusterSecret.of(ClusterSecret.randomBytes());
    security = new NodeSecurity(secret, protection.tls(), ClientCertificates.OPTIONAL);
    try {
      Path folder = Files.createTempDirectory("skein-zookeeper-");
      resources.push(() -> delete(folder));
      zookeeper = own(EmbeddedZooKeeper.start(folder, "127.0.0.1", 0));
      allocator = own(new RootAllocator());
      CuratorFramework client = own(ZooKeeperClients.connect(zookeeper.access()));
      coordinator =
          own(
              new CoordinatorServer(
                  options.apply(
                      CoordinatorOptions.onPort(
                          new ClusterPaths(ClusterPaths.DEFAULT_CLUSTER), port)),
                  security,
                  protection.authenticator().apply(new TokenSealer(secret, Clock.systemUTC())),
                  client,
                  allocator));
      coordinator.start();
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for ZooKeeper's data", e);
    } catch (RuntimeException e) {
      closeAfter(e);
      throw e;
    }
  }

  /**
   * Returns a running cluster without workers.
   *
   * @param port where the coordinator listens, 0 for any free port
   */
  public static LocalCluster start(int port) {
    return start(port, DistributionOptions.DEFAULTS);
  }

  /**
   * Returns a running cluster without workers.
   *
   * @param port where the coordinator listens, 0 for any free port
   * @param distribution from which sizes on queries move rows in which way
   */
  public static LocalCluster start(int port, DistributionOptions distribution) {
    return start(port, distribution, Protection.NONE);
  }

  /**
   * Returns a running cluster without workers.
   *
   * @param port where the coordinator listens, 0 for any free port
   * @param distribution from which sizes on queries move rows in which way
   * @param protection of its connections, and against whom
   */
  public static LocalCluster start(
      int port, DistributionOptions distribution, Protection protection) {
    return start(port, options -> options.withDistribution(distribution), protection);
  }

  /**
   * Returns a running cluster without workers.
   *
   * @param port where the coordinator listens, 0 for any free port
   * @param options makes the coordinator's options of the default ones
   * @param protection of its connections, and against whom
   */
  public static LocalCluster start(
      int port, UnaryOperator<CoordinatorOptions> options, Protection protection) {
    return new LocalCluster(port, options, protection);
  }

  /**
   * How a cluster is protected. Immutable.
   *
   * @param tls the files of all its nodes; connections are in clear text if empty
   * @param authenticator makes what decides who may ask the coordinator
   */
  public record Protection(
      Optional<TlsFiles> tls, Function<TokenSealer, CallAuthenticator> authenticator) {
    /** Clear text, for everybody. */
    public static final Protection NONE =
        new Protection(Optional.empty(), tokens -> CallAuthenticator.ANYBODY);
  }

  private <T extends AutoCloseable> T own(T resource) {
    resources.push(resource);
    return resource;
  }

  /** Returns options of a worker of this cluster, to which data folders are added. */
  public WorkerOptions.Builder workerOptions(String id) {
    return WorkerOptions.builder(id, zookeeper.access());
  }

  /**
   * Starts a worker.
   *
   * @throws SkeinException if it cannot start
   */
  public WorkerServer startWorker(WorkerOptions options) {
    return startWorker(options, TaskFaults.NONE);
  }

  /**
   * Starts a worker, for tests, in whose tasks something goes wrong.
   *
   * @throws SkeinException if it cannot start
   */
  public WorkerServer startWorker(WorkerOptions options, TaskFaults faults) {
    WorkerServer worker = new WorkerServer(options, security, faults);
    worker.start();
    own(worker);
    workers.put(worker.id(), worker);
    return worker;
  }

  /** Returns the worker. */
  public WorkerServer worker(String id) {
    return workers.get(id);
  }

  /** Returns all workers that were started, by id. */
  public Map<String, WorkerServer> workers() {
    return Map.copyOf(workers);
  }

  /** Returns what makes the nodes those of this cluster. */
  public NodeSecurity security() {
    return security;
  }

  /** Returns the coordinator. */
  public CoordinatorServer coordinator() {
    return coordinator;
  }

  /** Returns the port on which the coordinator listens. */
  public int port() {
    return coordinator.port();
  }

  /** Returns where ZooKeeper listens: {@code host:port}. */
  public String zookeeperAddress() {
    return zookeeper.connectString();
  }

  /** Waits until the coordinator knows all workers that were started. */
  public void awaitWorkers() {
    await(catalog -> catalog.locations().keySet().containsAll(workers.keySet()));
  }

  /**
   * Waits until the coordinator's catalog is as wanted.
   *
   * @throws SkeinException TIMED_OUT if it does not become so within a minute
   */
  public void await(Predicate<Catalog> wanted) {
    try {
      if (!coordinator.await(wanted, READY_TIMEOUT)) {
        throw new SkeinException(
            ErrorCode.TIMED_OUT,
            "the cluster did not become ready within %d s; workers known: %s, tables: %s"
                .formatted(
                    READY_TIMEOUT.toSeconds(),
                    coordinator.catalog().locations(),
                    coordinator.catalog().tables().keySet()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(ErrorCode.CANCELLED, "interrupted while the cluster started", e);
    }
  }

  @Override
  public void close() {
    Exception first = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        LOG.warn("A part of the cluster does not close", e);
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw new IllegalStateException("the cluster did not close cleanly", first);
    }
  }

  private void closeAfter(RuntimeException error) {
    try {
      close();
    } catch (RuntimeException e) {
      error.addSuppressed(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
