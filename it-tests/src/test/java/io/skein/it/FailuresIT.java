package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.it.CheckedQueries.Checked;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.TableName;
import io.skein.protocol.zookeeper.ZooKeeperClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of queries when real processes are killed, hang, leave and come back. Each shard is
 * at two of three workers, but for those of a table that only the third one has.
 */
class FailuresIT {
  private static final String ALL = "SELECT id, k, text FROM seven.numbers";
  private static final String JOINED =
      "SELECT a.k, count(*), sum(b.v) FROM seven.numbers a JOIN seven.numbers b ON a.id = b.v"
          + " GROUP BY a.k";
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static UnsafeCluster cluster;
  private static CheckedQueries queries;
  private static Oracle oracle;
  private static int tables;

  @BeforeAll
  static void start() throws Exception {
    Path source = folder.resolve("source");
    queries = CheckedQueries.write(source, 0, 1);
    oracle = new Oracle();
    for (ShardedTable table : queries.tables()) {
      oracle.add(table);
    }
    cluster = UnsafeCluster.start(folder.resolve("cluster"), 2, 3);
    cluster.deal(queries.tables(), source, 2);
    try (TableWriter writer = new TableWriter()) {
      Path solo =
          writer.writeFile(
              source.resolve("solo/a.parquet"), "SELECT i::BIGINT AS id FROM range(1000) r(i)");
      oracle.add(TableName.main("solo"), List.of(solo));
      cluster.copy(solo, source, "w3");
    }
    tables = queries.tables().size() + 1;
    cluster.awaitAll(tables);
  }

  @AfterAll
  static void stop() throws Exception {
    oracle.close();
    cluster.close();
  }

  @AfterEach
  void everybodyIsBack() throws Exception {
    for (String worker : cluster.workers()) {
      cluster.link(worker).heal();
      if (cluster.process(worker) == null) {
        cluster.startWorker(worker);
      }
    }
    for (String coordinator : cluster.coordinators()) {
      if (cluster.process(coordinator) == null) {
        cluster.startCoordinator(coordinator);
      }
    }
    cluster.awaitAll(tables);
  }

  private static void requireRight(SkeinClient client, String sql) throws Exception {
    assertThat(AnswerComparison.ofMultisets(oracle.answer(sql), ClusterAnswer.fetch(client, sql)))
        .as(sql)
        .isEmpty();
  }

  /** Begins to ask, and returns once the query runs at the workers. */
  private static CompletableFuture<Void> asking(SkeinClient client, String sql) throws Exception {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(
            () -> {
              try {
                Answer answer =
                    client.fetch(
                        sql,
                        result -> {
                          begun.complete(null);
                          return ClusterAnswer.of(result);
                        });
                assertThat(AnswerComparison.ofMultisets(oracleAnswer(sql), answer)).isEmpty();
              } catch (Exception e) {
                begun.completeExceptionally(e);
                throw new IllegalStateException(e);
              }
            });
    begun.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    return asked;
  }

  private static synchronized Answer oracleAnswer(String sql) throws Exception {
    return oracle.answer(sql);
  }

  @Test
  void aWorkerIsKilledWhileQueriesArePlanned() throws Exception {
    try (SkeinClient client = cluster.client()) {
      cluster.kill("w1");
      requireRight(client, ALL);
      requireRight(client, JOINED);
    }
  }

  @Test
  void aWorkerIsKilledAfterPlanningAndBeforeTheFirstBatch() throws Exception {
    for (String sql : List.of(ALL, JOINED)) {
      Answer expected = oracle.answer(sql);
      try (SkeinClient client = cluster.client()) {
        Answer answer =
            client.fetch(
                sql,
                planned -> {
                  if (cluster.process("w2") != null) {
                    cluster.kill("w2");
                  }
                  return ClusterAnswer.of(planned);
                });
        assertThat(AnswerComparison.ofMultisets(expected, answer)).as(sql).isEmpty();
      }
      everybodyIsBack();
    }
  }

  @Test
  void aWorkerIsKilledInTheMiddleOfItsStream() throws Exception {
    slowDown();
    try (SkeinClient client = cluster.client()) {
      AtomicReference<QueryResult> reading = new AtomicReference<>();
      CompletableFuture<List<List<Object>>> rows =
          CompletableFuture.supplyAsync(() -> fetchAll(client, reading));
      await()
          .atMost(DEADLINE)
          .until(() -> reading.get() != null && reading.get().progress().rows() > 0);
      assertThat(rows).isNotDone();
      cluster.kill("w1");
      cluster.workers().forEach(worker -> cluster.link(worker).heal());
      assertThat(rows.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).stream().map(row -> row.get(0)))
          .hasSize(40_000)
          .doesNotHaveDuplicates();
    }
    cluster.startWorker("w1");
    cluster.awaitAll(tables);
    try (SkeinClient client = cluster.client()) {
      killWhileAsking(client, ALL, "w2");
    }
  }

  private static List<List<Object>> fetchAll(
      SkeinClient client, AtomicReference<QueryResult> reading) {
    try {
      return client.fetch(
          ALL,
          result -> {
            reading.set(result);
            return result.fetchAll();
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aWorkerIsKilledInAnExchange() throws Exception {
    try (SkeinClient client = cluster.client()) {
      for (String worker : List.of("w1", "w2")) {
        killWhileAsking(client, JOINED, worker);
        cluster.startWorker(worker);
        cluster.awaitAll(tables);
      }
    }
  }

  /** Kills the worker while the query runs on slow links, and requires the right answer. */
  private static void killWhileAsking(SkeinClient client, String sql, String worker)
      throws Exception {
    slowDown();
    CompletableFuture<Void> asked = asking(client, sql);
    cluster.kill(worker);
    cluster.workers().forEach(each -> cluster.link(each).heal());
    asked.get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void slowDown() {
    cluster.workers().forEach(worker -> cluster.link(worker).delay(100));
  }

  @Test
  void aCoordinatorIsKilledAfterPlanning() throws Exception {
    try (SkeinClient client = cluster.client();
        QueryResult planned = client.query(JOINED)) {
      cluster.kill("c1");
      assertThat(AnswerComparison.ofMultisets(oracle.answer(JOINED), ClusterAnswer.of(planned)))
          .isEmpty();
      requireRight(client, ALL);
    }
    try (SkeinClient fresh = cluster.client()) {
      requireRight(fresh, ALL);
    }
  }

  @Test
  void aWorkerThatHangsIsDoneWithout() throws Exception {
    try (SkeinClient before = cluster.client()) {
      requireRight(before, ALL);
      cluster.hang("w1", true);
      try (SkeinClient fresh = cluster.client()) {
        for (SkeinClient client : List.of(before, fresh)) {
          for (String sql : List.of(ALL, JOINED)) {
            long begun = System.nanoTime();
            requireRight(client, sql);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(DEADLINE);
          }
        }
      } finally {
        cluster.hang("w1", false);
      }
    }
  }

  @Test
  void aCoordinatorThatHangsIsPassedOver() throws Exception {
    cluster.hang("c1", true);
    try (SkeinClient client = cluster.client()) {
      requireRight(client, ALL);
    } finally {
      cluster.hang("c1", false);
    }
  }

  @Test
  void withoutAReplicaTheErrorNamesTheShardAndTheWorkerWithinSeconds() throws Exception {
    List<String> some =
        List.of("SELECT * FROM solo", "SELECT id % 7, count(*) FROM solo GROUP BY 1");
    try (SkeinClient client = cluster.client();
        QueryResult first = client.query(some.get(0));
        QueryResult second = client.query(some.get(1))) {
      requireRight(client, "SELECT sum(id) FROM solo");
      cluster.kill("w3");
      long begun = System.nanoTime();
      for (ThrowingCallable asking :
          List.<ThrowingCallable>of(
              first::fetchAll,
              second::fetchAll,
              () -> client.fetchAll(some.get(0)),
              () -> client.fetchAll(some.get(1)))) {
        assertThatThrownBy(asking)
            .isInstanceOfSatisfying(
                SkeinException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.SHARD_UNAVAILABLE);
                  assertThat(e.getMessage()).contains("a.parquet", "solo");
                  assertThat(e.describe())
                      .containsAnyOf("w3", String.valueOf(cluster.link("w3").port()));
                });
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
      requireRight(client, ALL);
    }
  }

  @Test
  void zooKeeperIsAwayForAMinute() throws Exception {
    try (CheckedClients clients = clients()) {
      cluster.kill("zookeeper");
      // Four times as long as a session may be silent.
      Duration away = ZooKeeperClients.SESSION_TIMEOUT.multipliedBy(4);
      long end = System.nanoTime() + away.toNanos();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> System.nanoTime() > end && clients.count() > 5);
      cluster.startZooKeeper();
      // When it is back, the sessions of before end, and all workers announce themselves anew.
      int before = clients.count();
      Duration settled = ZooKeeperClients.SESSION_TIMEOUT.plusSeconds(5);
      long later = System.nanoTime() + settled.toNanos();
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> System.nanoTime() > later && clients.count() > before + 5);
      requireNoneLost(clients);
    }
  }

  @Test
  void aRollingRestartOfEveryNodeLosesNoQuery() throws Exception {
    try (CheckedClients clients = clients()) {
      for (String worker : cluster.workers()) {
        cluster.stop(worker);
        cluster.startWorker(worker);
        cluster.awaitAll(tables);
      }
      for (String coordinator : cluster.coordinators()) {
        cluster.stop(coordinator);
        cluster.startCoordinator(coordinator);
        cluster.awaitAll(tables);
      }
      cluster.stop("zookeeper");
      cluster.startZooKeeper();
      int before = clients.count();
      await().atMost(Duration.ofMinutes(2)).until(() -> clients.count() > before + 10);
      requireNoneLost(clients);
    }
  }

  private static CheckedClients clients() {
    List<Checked> some = new ArrayList<>(queries.all());
    return new CheckedClients(cluster, some, 2, DEADLINE, 7);
  }

  private static void requireNoneLost(CheckedClients clients)
      throws InterruptedException, ExecutionException, TimeoutException {
    clients.end();
    System.out.println(clients);
    assertThat(clients.findings()).isEmpty();
    assertThat(clients.count(Verdict.RIGHT)).isEqualTo(clients.count()).isPositive();
  }

  @Test
  void filesThatAreTruncatedVanishOrChangeUnderQueriesGiveNoWrongAnswer() throws Exception {
    Path source = folder.resolve("source");
    ShardedTable table = queries.tables().get(0);
    try (CheckedClients clients = clients()) {
      for (int i = 0; i < 4; i++) {
        Path file = table.files().get(i);
        String worker =
            cluster.workers().stream()
                .filter(w -> Files.exists(cluster.data(w).resolve(source.relativize(file))))
                .findFirst()
                .orElseThrow();
        Path copy = cluster.data(worker).resolve(source.relativize(file));
        switch (i) {
          case 0 -> {
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
              channel.truncate(channel.size() / 2);
            }
          }
          case 1 -> Files.delete(copy);
          case 2 -> Files.writeString(copy, "no Parquet at all");
          default -> cluster.copy(file, source, worker);
        }
        int before = clients.count();
        await().atMost(Duration.ofMinutes(1)).until(() -> clients.count() > before + 8);
        cluster.copy(file, source, worker);
        cluster.awaitAll(tables);
      }
      requireNoneLost(clients);
    }
  }

  @Test
  void aWorkerThatComesBackWithChangedFilesIsNotMixedWithTheOthers() throws Exception {
    Path source = folder.resolve("source");
    ShardedTable table = queries.tables().get(0);
    Path file = table.files().get(0);
    Path kept = Files.copy(file, folder.resolve("kept.parquet"));
    List<String> owners =
        cluster.workers().stream()
            .filter(w -> Files.exists(cluster.data(w).resolve(source.relativize(file))))
            .toList();
    assertThat(owners).hasSize(2);
    try (SkeinClient client = cluster.client();
        TableWriter writer = new TableWriter()) {
      cluster.kill(owners.get(0));
      writer.writeFile(
          file,
          "SELECT i::BIGINT AS id, 1::INTEGER AS k, 2::BIGINT AS v, 'new' AS text,"
              + " DATE '2021-01-01' AS day FROM range(500) r(i)");
      Files.setLastModifiedTime(
          file, java.nio.file.attribute.FileTime.from(java.time.Instant.now().plusSeconds(5)));
      cluster.copy(file, source, owners.get(0));
      cluster.startWorker(owners.get(0));
      cluster.await(
          status -> status.problems().getOrDefault("seven.numbers", "").contains("not the same"));
      assertThatThrownBy(() -> client.fetchAll("SELECT count(*) FROM seven.numbers"))
          .isInstanceOfSatisfying(
              SkeinException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SHARD_UNAVAILABLE))
          .hasMessageContaining("is not the same at all workers")
          .hasMessageContaining(owners.get(0))
          .hasMessageContaining(owners.get(1));
      cluster.copy(file, source, owners.get(1));
      cluster.awaitAll(tables);
      requireRight(client, "SELECT count(*), sum(id), sum(k) FROM seven.numbers");
      Files.copy(kept, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      for (String owner : owners) {
        cluster.copy(file, source, owner);
      }
      cluster.awaitAll(tables);
      requireRight(client, "SELECT count(*), sum(id), sum(k) FROM seven.numbers");
    }
  }
}
