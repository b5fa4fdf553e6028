package io.skein.worker;

import io.skein.protocol.cluster.ClusterPaths;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.monitor.HttpPort;
import io.skein.protocol.option.NodeOptions;
import io.skein.protocol.ticket.ClusterSecret;
import io.skein.protocol.zookeeper.ClusterSecrets;
import io.skein.protocol.zookeeper.ZooKeeperClients;
import io.skein.worker.engine.EngineOptions;
import io.skein.worker.task.TaskLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that runs a worker until it is told to end. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs a worker: serves the tables under its data folders.")
public final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--id", required = true, description = "The worker's name, the same each time.")
  private String id;

  @Option(
      names = "--zookeeper",
      required = true,
      paramLabel = "HOST:PORT[,...]",
      description = "ZooKeeper's servers.")
  private String zookeeper;

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "Folder whose folders are tables, or schemas of tables. May be repeated.")
  private List<Path> dataFolders;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Interface to listen on (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8815",
      description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Mixin private HttpPort httpPort;

  @Option(
      names = "--advertise",
      paramLabel = "HOST[:PORT]",
      description = "Address that others are told (default: the one it listens on).")
  private String advertise;

  @Option(
      names = "--cluster",
      defaultValue = ClusterPaths.DEFAULT_CLUSTER,
      description = "The cluster's name (default: ${DEFAULT-VALUE}).")
  private String cluster;

  @Mixin private NodeOptions node;

  @Option(
      names = "--memory-limit",
      paramLabel = "SIZE",
      description = "DuckDB's memory, such as 4GB (default: 80%% of the machine's).")
  private String memoryLimit;

  @Option(
      names = "--threads",
      description = "Threads that run queries (default: one for each core).")
  private Integer threads;

  @Option(
      names = "--temp-dir",
      paramLabel = "DIR",
      description = "Where DuckDB puts what does not fit into memory (default: the system's).")
  private Path temporaryFolder;

  @Option(
      names = "--temp-limit",
      paramLabel = "SIZE",
      description = "How much DuckDB may put there, such as 20GB (default: 90%% of what is free).")
  private String temporaryLimit;

  @Option(
      names = "--rescan-interval",
      defaultValue = "2",
      paramLabel = "SECONDS",
      description = "How often to look for changed shards (default: ${DEFAULT-VALUE}).")
  private double rescanSeconds;

  @Option(
      names = "--stall-timeout",
      defaultValue = "300",
      paramLabel = "SECONDS",
      description = "How long a client may leave its result unread (default: ${DEFAULT-VALUE}).")
  private double stallSeconds;

  @Option(
      names = "--stall-grace",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = {
        "How long a client may leave a result unread where another needs its place or its memory",
        "(default: ${DEFAULT-VALUE})."
      })
  private double graceSeconds;

  @Option(
      names = "--drain-timeout",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description =
          "How long running tasks may go on when the worker ends (default: ${DEFAULT-VALUE}).")
  private double drainSeconds;

  @Option(
      names = "--max-tasks",
      defaultValue = "512",
      description = "How many tasks may run at once (default: ${DEFAULT-VALUE}).")
  private int maximumTasks;

  /** Creates a command whose options picocli sets. */
  public WorkerCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try {
      run(options());
      return CommandLine.ExitCode.OK;
    } catch (SkeinException e) {
      spec.commandLine().getErr().println("worker " + id + ": " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private void run(WorkerOptions options) throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (WorkerServer worker = new WorkerServer(options, node.security(secret(options)))) {
      worker.start();
      // The JVM ends when its hooks have: this one lets the worker drain first.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(end, ended), "worker-drain"));
      spec.commandLine()
          .getOut()
          .printf(
              "Worker %s of cluster %s listening on %s%n",
              id, cluster, URI.create(worker.location()).getAuthority());
      spec.commandLine().getOut().flush();
      end.await();
    } finally {
      ended.countDown();
    }
  }

  private static void drain(CountDownLatch end, CountDownLatch ended) {
    end.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ClusterSecret secret(WorkerOptions options) {
    return ClusterSecrets.given(node.secretFile())
        .orElseGet(
            () -> {
              try (CuratorFramework client =
                  ZooKeeperClients.connect(options.cluster().zookeeper())) {
                return ClusterSecrets.shared(client, options.cluster().paths());
              }
            });
  }

  private WorkerOptions options() {
    try {
      WorkerOptions.Builder builder =
          WorkerOptions.builder(id, node.zookeeper(zookeeper))
              .cluster(cluster)
              .listen(host, port)
              .httpPort(httpPort.port(port))
              .engine(
                  new EngineOptions(
                      Optional.ofNullable(memoryLimit),
                      threads == null ? OptionalInt.empty() : OptionalInt.of(threads),
                      Optional.ofNullable(temporaryFolder),
                      Optional.ofNullable(temporaryLimit)))
              .limits(
                  new TaskLimits(
                      maximumTasks,
                      seconds(stallSeconds),
                      seconds(graceSeconds),
                      seconds(drainSeconds),
                      TaskLimits.DEFAULT_IDLE))
              .rescanInterval(seconds(rescanSeconds));
      dataFolders.forEach(builder::dataFolder);
      if (advertise != null) {
        builder.advertise(advertise);
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
