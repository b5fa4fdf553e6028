package io.skein.standalone.process;

import io.skein.protocol.cluster.ClusterStatus;
import io.skein.protocol.flight.FlightClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * A cluster whose nodes are processes: ZooKeeper, a coordinator and workers, all on free ports of
 * the loopback interface. Not thread-safe.
 */
public final class ProcessCluster implements AutoCloseable {
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 50;

  private final Path folder;
  private final NodeProcess zookeeper;
  private final NodeProcess coordinator;
  private final Map<String, NodeProcess> workers = new LinkedHashMap<>();

  private ProcessCluster(Path folder, NodeProcess zookeeper, NodeProcess coordinator) {
    this.folder = folder;
    this.zookeeper = zookeeper;
    this.coordinator = coordinator;
  }

  /**
   * Returns a cluster without workers.
   *
   * @param folder where logs and ZooKeeper's data go
   */
  public static ProcessCluster start(Path folder) {
    NodeProcess zookeeper =
        NodeProcess.start(
            "zookeeper",
            folder,
            List.of("zookeeper", "--port", "0", "--data-dir", folder.resolve("zk").toString()));
    try {
      NodeProcess coordinator =
          NodeProcess.start(
              "coordinator",
              folder,
              List.of("coordinator", "--zookeeper", zookeeper.address(), "--port", "0"));
      return new ProcessCluster(folder, zookeeper, coordinator);
    } catch (RuntimeException e) {
      zookeeper.kill();
      throw e;
    }
  }

  /** Starts a worker over the data folder, and returns it once it listens. */
  public NodeProcess startWorker(String id, Path dataDir, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "worker",
                "--id",
                id,
                "--zookeeper",
                zookeeper.address(),
                "--port",
                "0",
                "--data-dir",
                dataDir.toString()));
    arguments.addAll(List.of(more));
    NodeProcess worker = NodeProcess.start(id, folder, arguments);
    workers.put(id, worker);
    return worker;
  }

  /** Returns the port of the coordinator. */
  public int port() {
    return coordinator.port();
  }

  /** Returns where ZooKeeper listens: {@code host:port}. */
  public String zookeeperAddress() {
    return zookeeper.address();
  }

  /** Returns the coordinator's process. */
  public NodeProcess coordinator() {
    return coordinator;
  }

  /** Returns the process of the worker. */
  public NodeProcess worker(String id) {
    return workers.get(id);
  }

  /** Returns what the coordinator says of the cluster. */
  public ClusterStatus status() {
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator)) {
      return ClusterStatus.parse(
          clients
              .client("grpc+tcp://" + coordinator.address())
              .doAction(new Action(ClusterStatus.ACTION))
              .next()
              .getBody());
    }
  }

  /**
   * Waits until the coordinator says of the cluster what is wanted.
   *
   * @throws IllegalStateException if it does not in time; the message has the last status
   */
  public void await(Predicate<ClusterStatus> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
    String last = "";
    while (System.nanoTime() < deadline) {
      try {
        ClusterStatus status = status();
        if (wanted.test(status)) {
          return;
        }
        last = status.toString();
      } catch (FlightRuntimeException e) {
        last = e.getMessage();
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IllegalStateException(
        "the cluster did not become ready: %s%n%s".formatted(last, coordinator.logTail()));
  }

  @Override
  public void close() {
    for (NodeProcess worker : workers.values()) {
      worker.close();
    }
    coordinator.close();
    zookeeper.close();
  }
}
