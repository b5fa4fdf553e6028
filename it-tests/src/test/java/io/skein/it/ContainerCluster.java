package io.skein.it;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.skein.client.SkeinClient;
import io.skein.protocol.cluster.ClusterStatus;
import io.skein.protocol.error.SkeinException;
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
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;

/**
 * ZooKeeper, two coordinators and workers, each in a container, on a network of their own. The host
 * reaches coordinators through published ports and workers at their addresses in the network. All
 * workers read the same folder of the host. Used by one thread.
 */
final class ContainerCluster implements AutoCloseable {
  static final int COORDINATORS = 2;
  private static final int COORDINATOR_PORT = 8815;
  private static final int WORKER_PORT = 8816;
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(180);
  private static final long POLL_MILLIS = 100;

  private final String image;
  private final Path data;
  private final Network network = Network.newNetwork();
  private final List<ContainerNode> nodes = new ArrayList<>();
  private final List<ContainerNode> coordinators = new ArrayList<>();
  private final List<ContainerNode> workers = new ArrayList<>();
  private ContainerNode zookeeper;

  private ContainerCluster(String image, Path data) {
    this.image = image;
    this.data = data;
  }

  /** Starts a cluster, and returns it once all its coordinators know all its workers. */
  static ContainerCluster start(String image, Path data, int workers) throws InterruptedException {
    ContainerCluster cluster = new ContainerCluster(image, data);
    try {
      cluster.startNodes(workers);
      return cluster;
    } catch (RuntimeException | InterruptedException e) {
      cluster.close();
      throw e;
    }
  }

  private void startNodes(int workerCount) throws InterruptedException {
    GenericContainer<?> first =
        node("zookeeper", "512m", "zookeeper", "--host", "0.0.0.0", "--data-dir", "/zookeeper");
    first.start();
    zookeeper = own(first, "zookeeper");
    Map<String, GenericContainer<?>> rest = new LinkedHashMap<>();
    for (int i = 1; i <= COORDINATORS; i++) {
      rest.put("coordinator-" + i, coordinator("coordinator-" + i));
    }
    for (int i = 1; i <= workerCount; i++) {
      rest.put("worker-" + i, worker("worker-" + i, "2g"));
    }
    Startables.deepStart(rest.values()).join();
    rest.forEach(
        (name, container) ->
            (name.startsWith("worker") ? workers : coordinators).add(own(container, name)));
    await(status -> status.workers().size() == workerCount && !status.tables().isEmpty());
  }

  private GenericContainer<?> node(String name, String memory, String... command) {
    long bytes = bytes(memory);
    GenericContainer<?> container =
        new GenericContainer<>(image)
            .withImagePullPolicy(wanted -> false)
            .withNetwork(network)
            .withNetworkAliases(name)
            .withCommand(command)
            .waitingFor(Wait.forLogMessage(".*listening on.*\\n", 1))
            .withStartupTimeout(READY_TIMEOUT);
    container.withCreateContainerCmdModifier(
        create -> {
          create.withHostName(name);
          HostConfig host = create.getHostConfig();
          host.withMemory(bytes).withMemorySwap(bytes);
        });
    return container;
  }

  private GenericContainer<?> worker(String name, String memory, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "worker",
                "--id",
                name,
                "--zookeeper",
                "zookeeper:2181",
                "--data-dir",
                "/data",
                "--port",
                String.valueOf(WORKER_PORT)));
    command.addAll(List.of(more));
    return node(name, memory, command.toArray(String[]::new))
        .withFileSystemBind(data.toString(), "/data", BindMode.READ_ONLY);
  }

  private GenericContainer<?> coordinator(String name) {
    GenericContainer<?> container =
        node(
            name,
            "1g",
            "coordinator",
            "--zookeeper",
            "zookeeper:2181",
            "--host",
            "0.0.0.0",
            "--allow-anonymous");
    container.withExposedPorts(COORDINATOR_PORT);
    container.withCreateContainerCmdModifier(
        create ->
            create
                .getHostConfig()
                .withPortBindings(
                    new PortBinding(
                        Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(COORDINATOR_PORT))));
    return container;
  }

  private ContainerNode own(GenericContainer<?> container, String name) {
    ContainerNode node = new ContainerNode(container, network.getId(), List.of(name));
    nodes.add(node);
    return node;
  }

  private static long bytes(String memory) {
    long number = Long.parseLong(memory.substring(0, memory.length() - 1));
    return memory.endsWith("g") ? number << 30 : number << 20;
  }

  /**
   * Starts one more worker.
   *
   * @param environment words {@code NAME=value}
   */
  ContainerNode startWorker(
      String name, String memory, List<String> environment, List<String> more) {
    GenericContainer<?> container = worker(name, memory, more.toArray(String[]::new));
    environment.forEach(word -> container.addEnv(word.split("=", 2)[0], word.split("=", 2)[1]));
    container.start();
    return own(container, name);
  }

  ContainerNode zookeeper() {
    return zookeeper;
  }

  ContainerNode coordinator(int index) {
    return coordinators.get(index);
  }

  ContainerNode worker(int index) {
    return workers.get(index);
  }

  /** Returns a builder of a client of the coordinators, asked in the order of the indices. */
  SkeinClient.Builder client(int... indices) {
    SkeinClient.Builder builder = SkeinClient.builder();
    for (int index : indices) {
      builder.coordinator("127.0.0.1", coordinators.get(index).publishedPort(COORDINATOR_PORT));
    }
    return builder;
  }

  private ClusterStatus status(int coordinator) {
    int port = coordinators.get(coordinator).publishedPort(COORDINATOR_PORT);
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator)) {
      return ClusterStatus.parse(
          clients
              .client("grpc+tcp://127.0.0.1:" + port)
              .doAction(new Action(ClusterStatus.ACTION))
              .next()
              .getBody());
    }
  }

  /**
   * Waits until every coordinator says of the cluster what is wanted.
   *
   * @throws IllegalStateException if one does not in time; the message has its status and its log
   */
  void await(Predicate<ClusterStatus> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
    for (int i = 0; i < coordinators.size(); i++) {
      String last = "";
      while (true) {
        try {
          ClusterStatus status = status(i);
          if (wanted.test(status)) {
            break;
          }
          last = status.toString();
        } catch (FlightRuntimeException | SkeinException e) {
          last = e.getMessage();
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "coordinator %d does not say so in time: %s%n%s%n%s"
                  .formatted(i, last, coordinators.get(i).logTail(), workerLogs()));
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private String workerLogs() {
    StringBuilder logs = new StringBuilder();
    workers.forEach(worker -> logs.append(worker.logTail()).append('\n'));
    return logs.toString();
  }

  @Override
  public void close() {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).close();
    }
    network.close();
  }
}
