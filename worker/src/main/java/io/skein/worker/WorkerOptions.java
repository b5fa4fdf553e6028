package io.skein.worker;

import io.skein.protocol.cluster.ClusterPaths;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.zookeeper.ZooKeeperAccess;
import io.skein.worker.engine.EngineOptions;
import io.skein.worker.task.TaskLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one worker is to be run. Immutable.
 *
 * @param id the worker's name, the same after a restart
 * @param dataFolders where its tables lie
 * @param cluster which cluster it belongs to
 * @param address where it listens
 * @param engine what its DuckDB may use
 * @param limits how much and how long tasks may hold
 * @param rescanInterval how often it looks for new, changed and removed shards
 */
public record WorkerOptions(
    String id,
    List<Path> dataFolders,
    Cluster cluster,
    Address address,
    EngineOptions engine,
    TaskLimits limits,
    Duration rescanInterval) {

  /**
   * A cluster and where to find it.
   *
   * @param zookeeper where ZooKeeper is, and how to get in
   * @param paths where the cluster's nodes lie in it
   */
  public record Cluster(ZooKeeperAccess zookeeper, ClusterPaths paths) {}

  /**
   * Where a worker listens.
   *
   * @param host the interface to bind
   * @param port the port to bind, 0 for any free one
   * @param advertised what others are told, {@code host} or {@code host:port}, if that is not the
   *     bound address
   * @param httpPort the port for metrics and health, 0 for any free one; none if empty
   */
  public record Address(String host, int port, Optional<String> advertised, OptionalInt httpPort) {}

  public WorkerOptions {
    WorkerAnnouncement.requireId(id);
    dataFolders = dataFolders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    if (dataFolders.isEmpty()) {
      throw new IllegalArgumentException("a worker needs at least one data folder");
    }
    if (rescanInterval.isNegative() || rescanInterval.isZero()) {
      throw new IllegalArgumentException("rescan interval must be positive: " + rescanInterval);
    }
  }

  /** Returns a builder with the defaults: loopback, any port, a look at the folders every 2 s. */
  public static Builder builder(String id, ZooKeeperAccess zookeeper) {
    return new Builder(id, zookeeper);
  }

  /** Collects options. Used by one thread. */
  public static final class Builder {
    private final String id;
    private final ZooKeeperAccess zookeeper;
    private final List<Path> dataFolders = new ArrayList<>();
    private String cluster = ClusterPaths.DEFAULT_CLUSTER;
    private String host = "127.0.0.1";
    private int port;
    private Optional<String> advertised = Optional.empty();
    private OptionalInt httpPort = OptionalInt.empty();
    private EngineOptions engine = EngineOptions.DEFAULTS;
    private TaskLimits limits = TaskLimits.DEFAULTS;
    private Duration rescanInterval = Duration.ofSeconds(2);

    private Builder(String id, ZooKeeperAccess zookeeper) {
      this.id = id;
      this.zookeeper = zookeeper;
    }

    /** Adds a folder whose folders are tables. */
    public Builder dataFolder(Path folder) {
      dataFolders.add(folder);
      return this;
    }

    /** Sets the cluster's name. */
    public Builder cluster(String name) {
      cluster = name;
      return this;
    }

    /** Sets the interface and port to bind; port 0 for any free one. */
    public Builder listen(String newHost, int newPort) {
      host = newHost;
      port = newPort;
      return this;
    }

    /** Sets what others are told: {@code host} or {@code host:port}. */
    public Builder advertise(String address) {
      advertised = Optional.of(address);
      return this;
    }

    /** Sets the port for metrics and health, 0 for any free one; there is none by default. */
    public Builder httpPort(OptionalInt newPort) {
      httpPort = newPort;
      return this;
    }

    /** Sets what DuckDB may use. */
    public Builder engine(EngineOptions options) {
      engine = options;
      return this;
    }

    /** Sets how much and how long tasks may hold. */
    public Builder limits(TaskLimits newLimits) {
      limits = newLimits;
      return this;
    }

    /** Sets how often the worker looks for new, changed and removed shards. */
    public Builder rescanInterval(Duration interval) {
      rescanInterval = interval;
      return this;
    }

    /**
     * Returns the options.
     *
     * @throws IllegalArgumentException if no data folder was given, or a name is not valid
     */
    public WorkerOptions build() {
      return new WorkerOptions(
          id,
          dataFolders,
          new Cluster(zookeeper, new ClusterPaths(cluster)),
          new Address(host, port, advertised, httpPort),
          engine,
          limits,
          rescanInterval);
    }
  }
}
