package io.skein.it;

import io.skein.client.SkeinClient;
import io.skein.protocol.cluster.ClusterStatus;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.table.TableManifest;
import io.skein.standalone.process.JavaCommand;
import io.skein.standalone.process.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * A cluster of real processes that come and go: ZooKeeper, coordinators, and workers that each have
 * copies of some shards, behind links that can be cut. Nodes come back at their old addresses. Each
 * node is to be touched by one thread at a time.
 */
final class UnsafeCluster implements AutoCloseable {
  private static final List<String> JAVA =
      JavaCommand.skein("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final Duration READY = Duration.ofSeconds(120);
  private static final long POLL_MILLIS = 100;

  private final Path folder;
  private final List<String> java;
  private final int zookeeperPort = freePort();
  private final Map<String, Integer> coordinatorPorts = new TreeMap<>();
  private final Map<String, Integer> workerPorts = new TreeMap<>();
  private final Map<String, FaultyLink> links = new TreeMap<>();
  private final Map<String, NodeProcess> processes = new ConcurrentHashMap<>();

  private UnsafeCluster(Path folder, List<String> java) {
    this.folder = folder;
    this.java = java;
  }

  /**
   * Starts a cluster whose workers have no shards yet.
   *
   * @param folder where its logs, ZooKeeper's data and the workers' folders are
   */
  static UnsafeCluster start(Path folder, int coordinators, int workers) throws IOException {
    return start(folder, coordinators, workers, JAVA);
  }

  /**
   * Starts a cluster whose workers have no shards yet.
   *
   * @param java the command {@code skein}
   */
  static UnsafeCluster start(Path folder, int coordinators, int workers, List<String> java)
      throws IOException {
    UnsafeCluster cluster = new UnsafeCluster(folder, java);
    try {
      cluster.startZooKeeper();
      for (int i = 1; i <= coordinators; i++) {
        cluster.coordinatorPorts.put("c" + i, freePort());
        cluster.startCoordinator("c" + i);
      }
      for (int i = 1; i <= workers; i++) {
        cluster.links.put("w" + i, new FaultyLink());
        cluster.workerPorts.put("w" + i, freePort());
        Files.createDirectories(cluster.data("w" + i));
        cluster.startWorker("w" + i);
      }
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  /** Copies each shard of the tables to so many workers, one after the other. */
  void deal(List<ShardedTable> tables, Path source, int replicas) throws IOException {
    List<String> workers = workers();
    for (ShardedTable table : tables) {
      List<Path> shards = new ArrayList<>();
      for (Path file : table.files()) {
        Path shard = file.getParent().equals(table.folder()) ? file : file.getParent();
        if (!shards.contains(shard)) {
          shards.add(shard);
        }
        for (int replica = 0; replica < replicas; replica++) {
          String worker = workers.get((shards.indexOf(shard) + replica) % workers.size());
          copy(file, source, worker);
          Path manifest = table.folder().resolve(TableManifest.FILE_NAME);
          if (Files.exists(manifest)) {
            copy(manifest, source, worker);
          }
        }
      }
    }
  }

  /**
   * Copies a file into a worker's folder, where it appears whole, with the same time everywhere.
   */
  Path copy(Path file, Path source, String worker) throws IOException {
    Path target = data(worker).resolve(source.relativize(file));
    Files.createDirectories(target.getParent());
    Path hidden = target.resolveSibling("." + target.getFileName() + ".new");
    Files.copy(file, hidden, StandardCopyOption.REPLACE_EXISTING);
    Instant second = Instant.ofEpochSecond(Files.getLastModifiedTime(file).to(TimeUnit.SECONDS));
    Files.setLastModifiedTime(hidden, FileTime.from(second));
    return Files.move(
        hidden, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns the folder of the worker's tables. */
  Path data(String worker) {
    return folder.resolve("data-" + worker);
  }

  List<String> workers() {
    return List.copyOf(links.keySet());
  }

  List<String> coordinators() {
    return List.copyOf(coordinatorPorts.keySet());
  }

  FaultyLink link(String worker) {
    return links.get(worker);
  }

  NodeProcess process(String node) {
    return processes.get(node);
  }

  /** Returns all processes that run, by their names. */
  Map<String, NodeProcess> processes() {
    return new TreeMap<>(processes);
  }

  void startZooKeeper() {
    processes.put(
        "zookeeper",
        start(
            "zookeeper",
            "--port",
            String.valueOf(zookeeperPort),
            "--data-dir",
            folder.resolve("zookeeper").toString()));
  }

  void startCoordinator(String name) {
    processes.put(
        name,
        start(
            name,
            "coordinator",
            "--zookeeper",
            zookeeper(),
            "--port",
            String.valueOf(coordinatorPorts.get(name)),
            "--http-port",
            "0"));
  }

  /** Starts the worker, or starts it again, behind its link. */
  void startWorker(String name) {
    links.get(name).leadTo(workerPorts.get(name));
    processes.put(
        name,
        start(
            name,
            "worker",
            "--id",
            name,
            "--zookeeper",
            zookeeper(),
            "--port",
            String.valueOf(workerPorts.get(name)),
            "--http-port",
            "0",
            "--advertise",
            "127.0.0.1:" + links.get(name).port(),
            "--data-dir",
            data(name).toString(),
            "--temp-dir",
            temporary(name).toString(),
            "--memory-limit",
            "512MB",
            "--threads",
            "1",
            "--rescan-interval",
            "1"));
  }

  /** Returns the folder where the node puts what does not fit into memory. */
  Path temporary(String name) {
    try {
      return Files.createDirectories(folder.resolve("temp-" + name));
    } catch (IOException e) {
      throw new IllegalStateException("no temporary folder for " + name, e);
    }
  }

  private String zookeeper() {
    return "127.0.0.1:" + zookeeperPort;
  }

  private NodeProcess start(String name, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (name.equals("zookeeper")) {
      all.add(0, "zookeeper");
    }
    return NodeProcess.start(name, folder.resolve("logs"), java, all);
  }

  /** Ends the node without a word. */
  void kill(String node) {
    processes.remove(node).kill();
  }

  /** Tells the node to end, and waits until it has. */
  void stop(String node) {
    processes.remove(node).stop();
  }

  /** Stops the node where it is, so that it hangs, or lets it go on. */
  void hang(String node, boolean hanging) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder(
                "kill",
                hanging ? "-STOP" : "-CONT",
                String.valueOf(processes.get(node).handle().pid()))
            .start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("%s gets no signal".formatted(node));
    }
  }

  /** Returns a client that knows all coordinators. */
  SkeinClient client() {
    return builder().build();
  }

  SkeinClient.Builder builder() {
    SkeinClient.Builder builder = SkeinClient.builder();
    coordinatorPorts.values().forEach(port -> builder.coordinator("127.0.0.1", port));
    return builder;
  }

  /** Waits until each coordinator that runs says of the cluster what is wanted. */
  void await(Predicate<ClusterStatus> wanted) throws InterruptedException {
    for (String coordinator : coordinators()) {
      if (processes.containsKey(coordinator)) {
        await(coordinator, wanted);
      }
    }
  }

  private void await(String coordinator, Predicate<ClusterStatus> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + READY.toNanos();
    String last = "";
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator)) {
      while (System.nanoTime() < deadline) {
        try {
          ClusterStatus status = status(clients, coordinator);
          if (wanted.test(status)) {
            return;
          }
          last = status.toString();
        } catch (RuntimeException e) {
          last = e.getMessage();
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
    throw new IllegalStateException("%s says %s".formatted(coordinator, last));
  }

  private ClusterStatus status(FlightClients clients, String coordinator) {
    return ClusterStatus.parse(
        clients
            .client("grpc+tcp://127.0.0.1:" + coordinatorPorts.get(coordinator))
            .doAction(new Action(ClusterStatus.ACTION), CallOptions.timeout(10, TimeUnit.SECONDS))
            .next()
            .getBody());
  }

  /**
   * Waits until the coordinators know all workers and what each serves, and all tables can be
   * queried.
   */
  void awaitAll(int tables) throws InterruptedException {
    await(
        status ->
            status.workers().keySet().containsAll(workers())
                && status.members().stream().allMatch(worker -> worker.problem().isEmpty())
                && status.tables().size() == tables
                && status.problems().isEmpty());
  }

  /** Returns the lines that the node has logged. */
  List<String> log(String node) throws IOException {
    return Files.readAllLines(folder.resolve("logs").resolve(node + ".log"));
  }

  /** Returns the last lines of all logs. */
  String logs() {
    StringBuilder logs = new StringBuilder();
    processes()
        .forEach(
            (name, process) ->
                logs.append("== ")
                    .append(name)
                    .append('\n')
                    .append(process.logTail())
                    .append('\n'));
    return logs.toString();
  }

  @Override
  public void close() throws IOException {
    // Without a word: a node that hangs would not listen.
    processes.values().forEach(NodeProcess::kill);
    processes.clear();
    for (FaultyLink link : links.values()) {
      link.close();
    }
  }
}
