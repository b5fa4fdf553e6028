package io.skein.coordinator;

import io.skein.coordinator.security.AuthenticationOptions;
import io.skein.coordinator.service.CoordinatorServer;
import io.skein.coordinator.tracking.QueryLimits;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.protocol.cluster.ClusterPaths;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.monitor.HttpPort;
import io.skein.protocol.option.NodeOptions;
import io.skein.protocol.security.CallAuthenticator;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.ticket.ClusterSecret;
import io.skein.protocol.zookeeper.ClusterSecrets;
import io.skein.protocol.zookeeper.ZooKeeperClients;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.curator.framework.CuratorFramework;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code skein coordinator}: runs a coordinator until the process is told to end. */
@Command(
    name = "coordinator",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Runs a coordinator: it plans queries and issues tickets.")
public final class CoordinatorCommand implements Callable<Integer> {
  @Option(
      names = "--zookeeper",
      defaultValue = "localhost:2181",
      description = "ZooKeeper's servers: host:port,host:port")
  private String zookeeper;

  @Option(
      names = "--cluster",
      defaultValue = ClusterPaths.DEFAULT_CLUSTER,
      description = "name of the cluster")
  private String cluster;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "address to listen on")
  private String host;

  @Option(names = "--port", defaultValue = "8815", description = "port to listen on, 0 for any")
  private int port;

  @Mixin private NodeOptions node;

  @Mixin private AuthenticationOptions authentication;

  @Option(
      names = "--gather-limit",
      defaultValue = "32768",
      description = "MiB, uncompressed, that a query may pull to one worker")
  private long gatherLimitMebibytes;

  @Option(
      names = "--ticket-validity",
      defaultValue = "600",
      description = "seconds for which a ticket can be redeemed")
  private long ticketValiditySeconds;

  @Option(
      names = "--stall-timeout",
      defaultValue = "300",
      description = "seconds for which a client may leave a batch unread")
  private long stallTimeoutSeconds;

  @Mixin private HttpPort httpPort;

  @Option(
      names = "--max-queries",
      defaultValue = "64",
      description = "queries that run at the same time; others wait for them to end")
  private int maxQueries;

  @Option(
      names = "--max-queued",
      defaultValue = "256",
      description = "queries that wait; more are rejected, with the words when to come back")
  private int maxQueued;

  @Option(
      names = "--max-planning",
      description =
          "queries that are planned at the same time; others wait (default: 2 for each core, at"
              + " least 4)")
  private Integer maxPlanning;

  @Option(
      names = "--queue-timeout",
      defaultValue = "60",
      description = "seconds that a query waits before it is rejected")
  private double queueTimeoutSeconds;

  @Option(
      names = "--query-timeout",
      defaultValue = "3600",
      description = "seconds that a query may run, 0 for no limit; clients may ask for less")
  private double queryTimeoutSeconds;

  @Option(
      names = "--redeem-timeout",
      defaultValue = "10",
      description = "seconds after which a query of which no task runs gives its place to another")
  private double redeemTimeoutSeconds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    ClusterPaths paths = new ClusterPaths(cluster);
    CoordinatorOptions options =
        new CoordinatorOptions(
            paths,
            host,
            port,
            gatherLimitMebibytes << 20,
            DistributionOptions.DEFAULTS,
            Duration.ofSeconds(ticketValiditySeconds),
            Duration.ofSeconds(stallTimeoutSeconds),
            limits(),
            httpPort());
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (BufferAllocator allocator = new RootAllocator();
        CuratorFramework client = ZooKeeperClients.connect(node.zookeeper(zookeeper))) {
      ClusterSecret secret = ClusterSecrets.find(node.secretFile(), client, paths);
      CallAuthenticator authenticator =
          authentication.authenticator(host, new TokenSealer(secret, Clock.systemUTC()));
      try (CoordinatorServer server =
          new CoordinatorServer(options, node.security(secret), authenticator, client, allocator)) {
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ended, closed), "shutdown"));
        spec.commandLine()
            .getOut()
            .printf("Coordinator of cluster %s listening on %s:%d%n", cluster, host, server.port());
        spec.commandLine().getOut().flush();
        ended.await();
      }
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (SkeinException e) {
      spec.commandLine().getErr().println("skein coordinator: " + e.getMessage());
      return 1;
    } finally {
      closed.countDown();
    }
  }

  private OptionalInt httpPort() {
    try {
      return httpPort.port(port);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private QueryLimits limits() {
    try {
      return new QueryLimits(
          maxQueries,
          maxQueued,
          seconds(queueTimeoutSeconds),
          seconds(redeemTimeoutSeconds),
          queryTimeoutSeconds == 0 ? Optional.empty() : Optional.of(seconds(queryTimeoutSeconds)),
          maxPlanning == null ? QueryLimits.DEFAULT_PLANNING : maxPlanning);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  /** The JVM stops when its hooks return: this one waits for the server to close. */
  private static void end(CountDownLatch ended, CountDownLatch closed) {
    ended.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
