package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.protocol.error.ErrorType;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.BigIntVector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster in containers, whose nodes are killed, frozen, cut off and starved. Whatever happens, a
 * query's answer is that of one DuckDB over the same files, or an error that says who may do
 * something about it, and comes in time.
 */
class ContainersIT {
  private static final int WORKERS = 3;
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  /** Queries by the lane in which they run. */
  private static final Map<String, List<String>> QUERIES =
      Map.of(
          "SCATTER",
          List.of("SELECT id, category, value2 FROM dataset WHERE id % 7 = 0"),
          "STAGED",
          List.of(
              "SELECT category, count(*), sum(value2), min(date), max(name) FROM dataset GROUP BY 1",
              "SELECT id, name FROM dataset ORDER BY value2 DESC, id LIMIT 20",
              "SELECT a.category, b.category, count(*) FROM dataset a JOIN dataset b"
                  + " ON a.id = b.id + 1 GROUP BY ALL"),
          "GATHER",
          List.of("SELECT count(*), sum(id) FROM dataset USING SAMPLE 100 PERCENT (bernoulli)"));

  /** Many rows, so that it can be interrupted: more than all buffers on the way hold. */
  private static final String LONG_SCAN = "SELECT id, name, unnest(range(40)) AS n FROM dataset";

  private static ContainerCluster cluster;
  private static Oracle oracle;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    ContainerEngine.require("ContainersIT");
    SkeinRun generated =
        SkeinRun.of(folder, "generate", "--num-records", "100000", "--output-path", "data/dataset");
    assertThat(generated.exitCode()).as(generated.err()).isZero();
    Path data = folder.resolve("data");
    oracle = new Oracle().add(TableName.main("dataset"), parquetFiles(data));
    cluster = ContainerCluster.start(SkeinImage.build(), data, WORKERS);
  }

  private static List<Path> parquetFiles(Path data) throws Exception {
    try (var files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    if (oracle != null) {
      oracle.close();
    }
  }

  @AfterEach
  void everyNodeServesAgain() throws Exception {
    cluster.await(status -> status.workers().size() == WORKERS && status.problems().isEmpty());
  }

  @Test
  void theHostIsAnsweredByTheWorkersThemselves() throws Exception {
    for (Map.Entry<String, List<String>> lane : QUERIES.entrySet()) {
      for (String sql : lane.getValue()) {
        try (SkeinClient client = cluster.client(0).build();
            QueryResult result = client.query(sql)) {
          assertThat(result.summary().orElseThrow().lane()).as(sql).isEqualTo(lane.getKey());
          requireRight(sql, ClusterAnswer.of(result));
          assertThat(result.progress().failovers()).as(sql).isZero();
        }
      }
    }
  }

  @Test
  void aClientInsideTheNetworkIsAnsweredToo() throws Exception {
    String csv =
        cluster
            .worker(0)
            .run(
                "skein",
                "query",
                "--host",
                "coordinator-1,coordinator-2",
                "--query",
                "SELECT count(*) AS n, sum(id) AS s FROM dataset");
    assertThat(csv).contains("100000").contains("4999950000");
  }

  @Test
  void aWorkerThatWasKilledIsReplacedAtOnce() throws Exception {
    cluster.worker(0).kill();
    try {
      requireAllRight();
    } finally {
      cluster.worker(0).recover();
    }
  }

  @Test
  void aWorkerThatIsKilledWhileItSendsLeavesNoPartOfItsRows() throws Exception {
    try {
      requireLongScanRight(() -> cluster.worker(1).kill());
    } finally {
      cluster.worker(1).recover();
    }
  }

  @Test
  void aWorkerThatHangsDoesNotMakeQueriesHang() throws Exception {
    cluster.worker(2).pause();
    try {
      requireAllRightOrTyped();
    } finally {
      cluster.worker(2).recover();
    }
  }

  @Test
  void aWorkerThatHangsWhileItSendsDoesNotMakeTheQueryHang() throws Exception {
    try {
      requireLongScanRightOrTyped(() -> cluster.worker(2).pause());
    } finally {
      cluster.worker(2).recover();
    }
  }

  @Test
  void aWorkerWithoutANetworkDoesNotMakeQueriesHang() throws Exception {
    ContainerNode worker = cluster.worker(1);
    String address = worker.address();
    worker.disconnect();
    try {
      requireAllRightOrTyped();
    } finally {
      worker.reconnect();
      if (!worker.address().equals(address)) {
        // It told the others an address that it no longer has.
        worker.kill();
        worker.recover();
      }
    }
  }

  @Test
  void queriesAreAnsweredWhileZooKeeperIsAwayAndAfterIt() throws Exception {
    cluster.zookeeper().kill();
    try {
      requireAllRight();
    } finally {
      cluster.zookeeper().recover();
    }
    requireAllRight();
    // The view is not only what was known before: it learns of a death again.
    cluster.worker(0).kill();
    try {
      cluster.await(status -> status.workers().size() == WORKERS - 1);
      requireAllRight();
    } finally {
      cluster.worker(0).recover();
    }
  }

  @Test
  void aCoordinatorThatWasKilledIsNotNeededForWhatItPlanned() throws Exception {
    String sql = QUERIES.get("SCATTER").get(0);
    try (SkeinClient client = cluster.client(0, 1).build()) {
      Answer answer;
      try (QueryResult planned = client.query(sql)) {
        cluster.coordinator(0).kill();
        answer = within(() -> ClusterAnswer.of(planned));
      }
      requireRight(sql, answer);
      // The other coordinator plans.
      requireRight(sql, within(() -> ClusterAnswer.fetch(client, sql)));
    } finally {
      cluster.coordinator(0).recover();
    }
  }

  @Test
  void aWorkerThatTakesMoreMemoryThanItsContainerHasIsReplaced() throws Exception {
    // Its DuckDB was promised more than there is.
    ContainerNode small =
        cluster.startWorker(
            "worker-small", "256m", List.of("SKEIN_HEAP=64m"), List.of("--memory-limit", "4GB"));
    try {
      cluster.await(status -> status.workers().size() == WORKERS + 1);
      String sql =
          "SELECT count(*) AS groups, sum(length(longest)) AS total FROM (SELECT id * 40 + n AS k,"
              + " max(repeat(name, 12) || n) AS longest FROM"
              + " (SELECT id, name, unnest(range(40)) AS n FROM dataset) GROUP BY k)";
      // It is announced before the coordinator knows its shards: the first query may pass it by.
      Awaitility.await()
          .atMost(Duration.ofMinutes(5))
          .until(
              () -> {
                requireRightOrTyped(sql);
                return !small.isRunning();
              });
      assertThat(small.wasOutOfMemory()).isTrue();
      requireRight(sql, within(() -> fetch(sql)));
    } finally {
      small.close();
    }
  }

  private static void requireAllRight() throws Exception {
    for (List<String> lane : QUERIES.values()) {
      for (String sql : lane) {
        requireRight(sql, within(() -> fetch(sql)));
      }
    }
  }

  private static void requireAllRightOrTyped() throws Exception {
    for (List<String> lane : QUERIES.values()) {
      for (String sql : lane) {
        requireRightOrTyped(sql);
      }
    }
  }

  private static void requireRightOrTyped(String sql) throws Exception {
    Optional<Answer> answer = orTyped(sql, () -> within(() -> fetch(sql)));
    if (answer.isPresent()) {
      requireRight(sql, answer.get());
    }
  }

  /** Reads the long scan, and has something happen to the cluster once its first rows are there. */
  private static void requireLongScanRight(Runnable event) throws Exception {
    requireRightTotals(within(() -> scan(event)));
  }

  private static void requireLongScanRightOrTyped(Runnable event) throws Exception {
    Optional<Totals> totals = orTyped(LONG_SCAN, () -> within(() -> scan(event)));
    if (totals.isPresent()) {
      requireRightTotals(totals.get());
    }
  }

  private static void requireRightTotals(Totals totals) throws Exception {
    Answer expected =
        oracle.answer("SELECT count(*), sum(id), sum(n) FROM (%s)".formatted(LONG_SCAN));
    assertThat(
            List.of(
                String.valueOf(totals.rows),
                String.valueOf(totals.ids),
                String.valueOf(totals.numbers)))
        .isEqualTo(expected.rows().get(0));
    assertThat(totals.interruptions).as("the event came before the rows' end").isPositive();
  }

  private static Totals scan(Runnable event) throws Exception {
    AtomicBoolean happened = new AtomicBoolean();
    AtomicInteger attempts = new AtomicInteger();
    try (SkeinClient client =
        cluster.client(0, 1).onNewAttempt(error -> attempts.incrementAndGet()).build()) {
      return client.fetch(
          LONG_SCAN,
          result -> {
            Totals totals = new Totals();
            result.forEachBatch(
                batch -> {
                  if (happened.compareAndSet(false, true)) {
                    event.run();
                  }
                  totals.add(
                      (BigIntVector) batch.getVector("id"), (BigIntVector) batch.getVector("n"));
                });
            totals.interruptions = attempts.get() + result.progress().failovers();
            return totals;
          });
    }
  }

  /** What the rows of the long scan add up to. Used by one thread. */
  private static final class Totals {
    private long rows;
    private long ids;
    private long numbers;
    private int interruptions;

    private void add(BigIntVector id, BigIntVector number) {
      for (int i = 0; i < id.getValueCount(); i++) {
        rows++;
        ids += id.get(i);
        numbers += number.get(i);
      }
    }
  }

  /** Returns the answer, or nothing if there is an error that is not the query's own fault. */
  private static <T> Optional<T> orTyped(String sql, Callable<T> query) throws Exception {
    try {
      return Optional.of(query.call());
    } catch (SkeinException e) {
      assertThat(e.code().type())
          .as("%s: %s", sql, e)
          .isIn(ErrorType.UNAVAILABLE, ErrorType.RESOURCE);
      System.out.printf("%s: %s (%s)%n", sql, e.getMessage(), e.code());
      return Optional.empty();
    }
  }

  private static Answer fetch(String sql) throws Exception {
    try (SkeinClient client = cluster.client(0, 1).build()) {
      return ClusterAnswer.fetch(client, sql);
    }
  }

  private static <T> T within(Callable<T> query) {
    return assertTimeoutPreemptively(DEADLINE, query::call);
  }

  private static void requireRight(String sql, Answer actual) throws Exception {
    Answer expected = oracle.answer(sql);
    assertThat(
            sql.contains("ORDER BY")
                ? AnswerComparison.ofSequences(expected, actual)
                : AnswerComparison.ofMultisets(expected, actual))
        .as(sql)
        .isEmpty();
  }
}
