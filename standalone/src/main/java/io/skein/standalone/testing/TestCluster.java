package io.skein.standalone.testing;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.coordinator.tracking.QueryLimits;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.protocol.flight.QuerySummary;
import io.skein.standalone.LocalCluster;
import io.skein.worker.WorkerOptions;
import io.skein.worker.WorkerServer;
import io.skein.worker.engine.EngineOptions;
import io.skein.worker.task.TaskFaults;
import io.skein.worker.task.TaskLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * A cluster for tests: a {@link LocalCluster} with a client, quick to notice changed files, and
 * able to tell whether everything that a test used was given back. Not thread-safe.
 */
public final class TestCluster implements AutoCloseable {
  /**
   * How long workers keep a result that nobody reads. A query that was cancelled may leave one, and
   * tests wait for it to go.
   */
  private static final Duration IDLE = Duration.ofSeconds(3);

  /** How long what a test used may take to come back: gRPC releases buffers late. */
  private static final Duration GIVE_BACK = Duration.ofSeconds(10).plus(IDLE);

  private final Optional<TestSecurity> security;
  private final LocalCluster cluster;
  private final Duration rescanInterval;
  private final BufferAllocator clientAllocator = new RootAllocator();
  private final SkeinClient client;

  private TestCluster(Builder builder) {
    rescanInterval = builder.rescanInterval;
    security = builder.secured ? Optional.of(TestSecurity.create()) : Optional.empty();
    cluster =
        LocalCluster.start(
            0,
            options -> options.withDistribution(builder.distribution).withLimits(builder.limits),
            security.map(TestSecurity::protection).orElse(LocalCluster.Protection.NONE));
    try {
      for (int i = 1; i <= builder.workers; i++) {
        cluster.startWorker(workerOptions("w" + i, builder.dataFolders.apply(i)), builder.faults);
      }
      cluster.awaitWorkers();
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    client = clientBuilder().allocator(clientAllocator).build();
  }

  /** Returns a builder of a client of the cluster, who is let in and may read all tables. */
  public SkeinClient.Builder clientBuilder() {
    SkeinClient.Builder builder = SkeinClient.builder().coordinator("127.0.0.1", cluster.port());
    security.ifPresent(
        files -> builder.tls(files.clientFiles()).login(TestSecurity.USER, TestSecurity.PASSWORD));
    return builder;
  }

  /** Returns the users and certificates of the cluster, if it is secured. */
  public Optional<TestSecurity> security() {
    return security;
  }

  /** Returns a builder: three workers by default. */
  public static Builder builder() {
    return new Builder();
  }

  private WorkerOptions workerOptions(String id, List<Path> folders) {
    WorkerOptions.Builder options =
        cluster
            .workerOptions(id)
            // Many workers share two cores in tests; DuckDB takes all of them by default.
            .engine(new EngineOptions(Optional.of("1GB"), OptionalInt.of(2), Optional.empty()))
            .limits(
                new TaskLimits(
                    TaskLimits.DEFAULTS.tasks(),
                    TaskLimits.DEFAULTS.stall(),
                    TaskLimits.DEFAULTS.drain(),
                    IDLE))
            .rescanInterval(rescanInterval);
    folders.forEach(options::dataFolder);
    return options.build();
  }

  /** Starts one more worker and waits until the coordinator knows it. */
  public WorkerServer startWorker(String id, Path... folders) {
    WorkerServer worker = cluster.startWorker(workerOptions(id, List.of(folders)));
    cluster.awaitWorkers();
    return worker;
  }

  /** Returns the cluster. */
  public LocalCluster cluster() {
    return cluster;
  }

  /** Returns a client of the cluster. */
  public SkeinClient client() {
    return client;
  }

  /** Returns the lane in which the query runs. */
  public String lane(String sql) {
    try (QueryResult result = client.query(sql)) {
      return result.summary().map(QuerySummary::lane).orElseThrow();
    }
  }

  /** Returns all rows of the query. */
  public List<List<Object>> rows(String sql) {
    return client.fetchAll(sql);
  }

  /**
   * Waits until nothing is held any more: no running task, no kept result, no database of a task,
   * no open stream, no Arrow buffer.
   *
   * @throws AssertionError saying what is still held
   */
  public void assertNothingHeld() throws InterruptedException {
    long deadline = System.nanoTime() + GIVE_BACK.toNanos();
    while (!held().isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still held after the test: " + held());
      }
      Thread.sleep(5);
    }
  }

  private String held() {
    StringBuilder held = new StringBuilder();
    for (WorkerServer worker : cluster.workers().values()) {
      if (worker.runningTasks() > 0) {
        held.append(worker.id()).append(" runs ").append(worker.runningTasks()).append(" tasks; ");
      }
      if (worker.keptOutputs() > 0) {
        held.append(worker.id())
            .append(" keeps ")
            .append(worker.keptOutputs())
            .append(" results; ");
      }
      if (worker.databases() > 0) {
        held.append(worker.id()).append(" has ").append(worker.databases()).append(" databases; ");
      }
      if (worker.allocatedBytes() > 0) {
        held.append(worker.id()).append(" holds ").append(worker.allocatedBytes()).append(" B; ");
      }
    }
    if (cluster.coordinator().openStreams() > 0) {
      held.append("open streams at the coordinator; ");
    }
    if (cluster.coordinator().allocatedBytes() > 0) {
      held.append("the coordinator holds ")
          .append(cluster.coordinator().allocatedBytes())
          .append(" B; ");
    }
    if (clientAllocator.getAllocatedMemory() > 0) {
      held.append("the client holds ").append(clientAllocator.getAllocatedMemory()).append(" B; ");
    }
    return held.toString();
  }

  @Override
  public void close() {
    client.close();
    clientAllocator.close();
    cluster.close();
    security.ifPresent(TestSecurity::close);
  }

  /** Collects what a cluster is made of. Not thread-safe. */
  public static final class Builder {
    private int workers = 3;
    private DistributionOptions distribution = DistributionOptions.DEFAULTS;
    private Duration rescanInterval = Duration.ofMillis(200);
    private IntFunction<List<Path>> dataFolders;
    private TaskFaults faults = TaskFaults.NONE;
    private boolean secured;
    private QueryLimits limits = QueryLimits.DEFAULTS;

    private Builder() {}

    /** Sets the number of workers, named w1, w2 and so on. */
    public Builder workers(int count) {
      workers = count;
      return this;
    }

    /** Sets what goes wrong in the workers' tasks. */
    public Builder faults(TaskFaults injected) {
      faults = injected;
      return this;
    }

    /** Sets from which sizes on queries move rows in which way. */
    public Builder distribution(DistributionOptions options) {
      distribution = options;
      return this;
    }

    /** Sets how many queries may run, and how long. */
    public Builder limits(QueryLimits ofQueries) {
      limits = ofQueries;
      return this;
    }

    /** Lets nobody in without a password, and nothing cross the network in clear text. */
    public Builder secured() {
      secured = true;
      return this;
    }

    /** Has workers look at their files once, not time and again: the files do not change. */
    public Builder unchangingData() {
      rescanInterval = Duration.ofDays(1);
      return this;
    }

    /** Sets the data folders that every worker reads, as on a shared volume. */
    public Builder sharedData(Path... folders) {
      dataFolders = worker -> List.of(folders);
      return this;
    }

    /** Sets the data folder of each worker, counted from 1. */
    public Builder localData(IntFunction<Path> folder) {
      dataFolders = worker -> List.of(folder.apply(worker));
      return this;
    }

    /** Returns the running cluster; all workers are known to the coordinator. */
    public TestCluster build() {
      if (dataFolders == null) {
        throw new IllegalStateException("a cluster needs data: sharedData(...) or localData(...)");
      }
      return new TestCluster(this);
    }
  }
}
