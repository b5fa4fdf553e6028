package io.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.client.LoopbackCluster.Answer;
import io.skein.client.LoopbackCluster.Offer;
import io.skein.client.LoopbackCluster.Sending;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.table.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SkeinClientTest {
  private static final long SECONDS = 20;

  private LoopbackCluster cluster;
  private SqlRows rows;
  private BufferAllocator allocator;
  private SkeinClient client;

  @BeforeEach
  void start() throws Exception {
    cluster = new LoopbackCluster();
    rows = new SqlRows();
    allocator = new RootAllocator();
    client = builder().build();
  }

  private SkeinClient.Builder builder() {
    return SkeinClient.builder().coordinator("localhost", cluster.port()).allocator(allocator);
  }

  @AfterEach
  void everythingIsGivenBack() throws Exception {
    client.close();
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
    await().until(() -> cluster.open() == 0);
    cluster.close();
    rows.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("fetch-"));
  }

  private Offer numbers(int from, int to) throws Exception {
    return rows.offer("SELECT i FROM range(%d, %d) t(i)".formatted(from, to));
  }

  /** Sends rows, then does something else. */
  private Sending after(int count, Sending then) {
    return (sender, memory, worker) -> {
      sender.start();
      rows.send("SELECT i FROM range(%d) t(i)".formatted(count), sender, memory);
      then.send(sender, memory, worker);
    };
  }

  private static Sending failing(ErrorCode code, String message) {
    return (sender, memory, worker) -> {
      throw new SkeinException(code, message).withWorker(worker).withShard("orders/3");
    };
  }

  private Offer numbers(Sending sending) throws Exception {
    return new Offer(List.of(), numbers(0, 0).schema(), sending);
  }

  @Test
  void aResultIsDescribedBeforeAnythingIsFetched() throws Exception {
    cluster.answering(
        sql -> {
          assertThat(sql).isEqualTo("SELECT 'ü'");
          return offered("SELECT 1::HUGEINT AS h, 'a'::ENUM('a') AS \"e f\"");
        });
    try (QueryResult result = client.query("SELECT 'ü'")) {
      assertThat(result.queryId()).contains(new QueryId("q1f"));
      assertThat(result.columns())
          .containsExactly(new Column("h", "HUGEINT"), new Column("e f", "ENUM('a')"));
      assertThat(result.schema().getFields()).extracting("name").containsExactly("h", "e f");
      assertThat(result.ordered()).isFalse();
      assertThat(result.endpoints()).hasSize(1);
      assertThat(result.progress()).isEqualTo(new Progress(0, 0, 0, 1, 0));
    }
    assertThat(cluster.redeemed()).isEmpty();
  }

  private Answer offered(String sql) {
    try {
      return Answer.of(rows.offer(sql));
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void allEndpointsAreRedeemedAtOnce() throws Exception {
    CountDownLatch everybody = new CountDownLatch(12);
    Sending together =
        (sender, memory, worker) -> {
          everybody.countDown();
          assertThat(everybody.await(SECONDS, TimeUnit.SECONDS)).isTrue();
          after(100, (s, m, w) -> {}).send(sender, memory, worker);
        };
    Offer[] offers = new Offer[12];
    Arrays.fill(offers, numbers(together));
    cluster.answering(Answer.of(offers));
    try (QueryResult result = client.query("SELECT")) {
      assertThat(result.count()).isEqualTo(1200);
      assertThat(result.progress().endpointsDone()).isEqualTo(12);
    }
  }

  @Test
  void parallelismBoundsTheOpenEndpoints() throws Exception {
    Offer[] offers = new Offer[9];
    Arrays.fill(offers, numbers(after(5000, (sender, memory, worker) -> {})));
    for (Answer answer : List.of(Answer.of(offers), Answer.of(offers).inOrder())) {
      cluster.answering(answer);
      try (SkeinClient two = builder().parallelism(2).build();
          QueryResult result = two.query("SELECT")) {
        AtomicInteger count = new AtomicInteger();
        result.forEachBatch(batch -> count.addAndGet(batch.getRowCount()));
        assertThat(count).hasValue(45_000);
      }
    }
    // The server may notice the end of a stream only after the client began the next one.
    assertThat(cluster.mostOpen()).isBetween(2, 4);
  }

  @Test
  void anOrderedResultComesInTheOrderOfItsEndpointsWhicheverIsFirst() throws Exception {
    CountDownLatch lastIsSent = new CountDownLatch(1);
    Offer slow = numbers(0, 3000);
    Offer first =
        new Offer(
            List.of(),
            slow.schema(),
            (sender, memory, worker) -> {
              lastIsSent.await(SECONDS, TimeUnit.SECONDS);
              slow.sending().send(sender, memory, worker);
            });
    Offer quick = numbers(3000, 6000);
    Offer last =
        new Offer(
            List.of(),
            quick.schema(),
            (sender, memory, worker) -> {
              quick.sending().send(sender, memory, worker);
              lastIsSent.countDown();
            });
    cluster.answering(Answer.of(first, last).inOrder());
    try (QueryResult result = client.query("SELECT")) {
      List<List<Object>> all = result.fetchAll();
      assertThat(all)
          .extracting(row -> row.get(0))
          .isEqualTo(IntStream.range(0, 6000).mapToObj(i -> (Object) (long) i).toList());
    }
  }

  @Test
  void anEndpointThatFailsBeforeItsFirstBatchIsTakenFromItsNextLocation() throws Exception {
    String leaving = cluster.worker("leaving");
    String gone = "grpc+tcp://localhost:" + freePort();
    Sending sending =
        (sender, memory, worker) -> {
          if (worker.equals("leaving")) {
            throw new SkeinException(ErrorCode.DRAINING, "leaving");
          }
          after(10, (s, m, w) -> {}).send(sender, memory, worker);
        };
    cluster.answering(Answer.of(numbers(sending).at(gone, leaving, leaving, "", "")));
    try (QueryResult result = client.query("SELECT")) {
      // "" is the coordinator's own connection.
      assertThat(result.endpoints().get(0).locations())
          .containsExactly(gone, leaving, "grpc+tcp://localhost:" + cluster.port());
      assertThat(result.count()).isEqualTo(10);
      assertThat(result.progress().failovers()).isEqualTo(2);
    }
    assertThat(cluster.redeemed()).containsExactly("leaving t0", "coordinator t0");
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void anEndpointThatFailsAfterItsBatchesWereHandedOnFailsTheResult() throws Exception {
    String other = cluster.worker("other");
    cluster.answering(
        Answer.of(
            numbers(after(5000, failing(ErrorCode.WORKER_UNAVAILABLE, "lost"))).at(other, ""),
            numbers(0, 5)));
    try (QueryResult result = client.query("SELECT")) {
      assertThatThrownBy(() -> result.forEachBatch(batch -> {}))
          .isInstanceOfSatisfying(
              SkeinException.class,
              error ->
                  assertThat(error.describe())
                      .isEqualTo("lost (WORKER_UNAVAILABLE, worker other, shard orders/3)"));
    }
    assertThat(cluster.redeemed()).doesNotContain("coordinator t0");
  }

  @Test
  void anEndpointThatFailsInTheMiddleIsFetchedAnewWhereItsRowsCanBeTakenBack() throws Exception {
    String other = cluster.worker("other");
    AtomicInteger failed = new AtomicInteger();
    Sending sending =
        (sender, memory, worker) -> {
          if (failed.getAndIncrement() % 3 < 2) {
            after(5000, failing(ErrorCode.WORKER_UNAVAILABLE, "lost")).send(sender, memory, worker);
          }
          after(6000, (s, m, w) -> {}).send(sender, memory, worker);
        };
    cluster.answering(Answer.of(numbers(sending).at(other, ""), numbers(0, 5)));
    List<Long> expected = new ArrayList<>(LongStream.range(0, 6000).boxed().toList());
    LongStream.range(0, 5).forEach(expected::add);
    try (QueryResult result = client.query("SELECT")) {
      assertThat(result.fetchAll())
          .extracting(row -> row.get(0))
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(result.progress().rows()).isEqualTo(6005);
      assertThat(result.progress().failovers()).isEqualTo(2);
    }
    try (QueryResult result = client.query("SELECT")) {
      assertThat(result.count()).isEqualTo(6005);
    }
    assertThat(client.fetchAll("SELECT")).hasSize(6005);
    assertThat(failed).hasValue(9);
  }

  @Test
  void anEndpointThatFailsAgainAndAgainInTheMiddleFailsTheResult() throws Exception {
    cluster.answering(
        Answer.of(numbers(after(5000, failing(ErrorCode.WORKER_UNAVAILABLE, "lost")))));
    try (QueryResult result = client.query("SELECT")) {
      assertThatThrownBy(result::fetchAll).hasMessage("lost");
      assertThat(result.progress().failovers()).isEqualTo(3);
    }
    assertThat(cluster.redeemed()).hasSize(4);
  }

  @Test
  void aWorkerThatGoesAwayFailsTheResultAndIsNamed() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch broken = new CountDownLatch(1);
    Sending sending =
        after(
            5000,
            (sender, memory, worker) -> {
              sent.countDown();
              broken.await(SECONDS, TimeUnit.SECONDS);
            });
    try (BreakableLink link = new BreakableLink(cluster.port())) {
      cluster.answering(Answer.of(numbers(sending).at(link.location(), "")));
      try (QueryResult result = client.query("SELECT")) {
        CompletableFuture<Void> count =
            CompletableFuture.runAsync(() -> result.forEachBatch(batch -> {}));
        sent.await(SECONDS, TimeUnit.SECONDS);
        await().until(() -> result.progress().rows() > 0);
        link.close();
        assertThatThrownBy(() -> count.get(SECONDS, TimeUnit.SECONDS))
            .cause()
            .isInstanceOfSatisfying(
                SkeinException.class,
                error -> {
                  assertThat(error.code()).isEqualTo(ErrorCode.WORKER_UNAVAILABLE);
                  assertThat(error.worker()).contains(link.location());
                });
      } finally {
        broken.countDown();
      }
    }
    assertThat(cluster.redeemed()).hasSize(1);
  }

  @Test
  void oneFailureCancelsTheOtherStreams() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Offer endless =
        numbers(
            (sender, memory, worker) -> {
              sender.start();
              begun.countDown();
              while (true) {
                rows.send("SELECT i FROM range(1000) t(i)", sender, memory);
              }
            });
    Offer bad =
        numbers(
            (sender, memory, worker) -> {
              begun.await(SECONDS, TimeUnit.SECONDS);
              throw new SkeinException(ErrorCode.EXECUTION_ERROR, "division by zero");
            });
    cluster.answering(Answer.of(endless, bad));
    try (QueryResult result = client.query("SELECT")) {
      assertThatThrownBy(result::count).hasMessage("division by zero");
    }
    await().until(() -> cluster.open() == 0);
  }

  @Test
  void aStreamOfOtherTypesIsRefusedWithTheWorkerThatSentIt() throws Exception {
    Offer other = rows.offer("SELECT 'text' AS i");
    Offer announced = numbers(0, 5);
    cluster.answering(new Answer(announced.schema(), false, List.of(announced, other)));
    try (QueryResult result = client.query("SELECT")) {
      assertThatThrownBy(result::fetchAll)
          .hasMessageContaining("the stream gives [i: Utf8")
          .hasMessageContaining("but the query announced [i: Int(64, true)")
          .isInstanceOfSatisfying(
              SkeinException.class,
              error ->
                  assertThat(error.worker()).contains("grpc+tcp://localhost:" + cluster.port()));
    }
  }

  @Test
  void aResultIsReadOnce() throws Exception {
    cluster.answering(Answer.of(numbers(0, 5)));
    try (QueryResult result = client.query("SELECT")) {
      assertThat(result.fetchAll()).hasSize(5);
      assertThatThrownBy(result::count)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a result can be read once; run the query again");
    }
  }

  @Test
  void aConsumerThatThrowsEndsTheFetching() throws Exception {
    cluster.answering(Answer.of(numbers(0, 100_000), numbers(0, 100_000)));
    try (QueryResult result = client.query("SELECT")) {
      assertThatThrownBy(
              () ->
                  result.forEachBatch(
                      batch -> {
                        throw new IllegalArgumentException("mine");
                      }))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (QueryResult result = client.query("SELECT")) {
      assertThatThrownBy(
              () ->
                  result.forEachBatchConcurrently(
                      batch -> {
                        throw new IllegalArgumentException("mine");
                      }))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void cancellingWakesTheReader() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    cluster.answering(
        Answer.of(
            numbers((sender, memory, worker) -> never.await(SECONDS, TimeUnit.SECONDS)),
            numbers(0, 5)));
    try (QueryResult result = client.query("SELECT")) {
      CompletableFuture<List<List<Object>>> read = CompletableFuture.supplyAsync(result::fetchAll);
      await().until(() -> result.progress().endpointsDone() == 1);
      result.cancel();
      assertThatThrownBy(() -> read.get(SECONDS, TimeUnit.SECONDS))
          .hasRootCauseMessage("the query was cancelled");
    } finally {
      never.countDown();
    }
  }

  @Test
  void closingAResultThatIsHalfReadEndsItsStreams() throws Exception {
    cluster.answering(Answer.of(numbers(0, 200_000), numbers(0, 200_000)));
    for (Answer answer :
        List.of(
            Answer.of(numbers(0, 200_000), numbers(0, 200_000)),
            Answer.of(numbers(0, 200_000), numbers(0, 200_000)).inOrder())) {
      cluster.answering(answer);
      try (QueryResult result = client.query("SELECT")) {
        assertThat(result.reader().loadNextBatch()).isTrue();
      }
      await().until(() -> cluster.open() == 0);
    }
  }

  @Test
  void aQueryIsPlannedAgainWhenAShardChanged() throws Exception {
    AtomicInteger plans = new AtomicInteger();
    Offer changed = numbers(after(5000, failing(ErrorCode.SHARD_CHANGED, "shard 3 was rewritten")));
    Offer good = numbers(0, 5);
    cluster.answering(sql -> Answer.of(plans.incrementAndGet() == 1 ? changed : good));
    List<String> told = new ArrayList<>();
    try (SkeinClient patient =
        builder().onNewAttempt(error -> told.add(error.describe())).build()) {
      assertThat(patient.fetchAll("SELECT")).hasSize(5);
    }
    assertThat(told)
        .containsExactly(
            "shard 3 was rewritten (SHARD_CHANGED, worker coordinator, shard orders/3)");
  }

  @Test
  void aQueryIsPlannedFiveTimesAtMost() throws Exception {
    cluster.answering(Answer.of(numbers(failing(ErrorCode.SHARD_UNAVAILABLE, "gone"))));
    assertThatThrownBy(() -> client.fetchAll("SELECT")).hasMessage("gone");
    assertThat(cluster.queries()).isEqualTo(5);
    cluster.answering(
        sql -> {
          throw new SkeinException(ErrorCode.SHARD_UNAVAILABLE, "not there");
        });
    assertThatThrownBy(() -> client.fetchAll("SELECT")).hasMessage("not there");
    assertThat(cluster.queries()).isEqualTo(5 + 3);
  }

  @Test
  void aWrongQueryIsNotPlannedAgain() throws Exception {
    cluster.answering(Answer.of(numbers(failing(ErrorCode.EXECUTION_ERROR, "overflow"))));
    assertThatThrownBy(() -> client.fetchAll("SELECT")).hasMessage("overflow");
    cluster.answering(
        sql -> {
          throw new SkeinException(ErrorCode.BINDING_ERROR, "no column x");
        });
    assertThatThrownBy(() -> client.fetchAll("SELECT"))
        .isInstanceOf(SkeinException.class)
        .hasMessage("no column x");
    assertThat(cluster.queries()).isEqualTo(2);
  }

  @Test
  void aCoordinatorThatCannotBeReachedIsNamed() throws Exception {
    int port = freePort();
    try (SkeinClient lost = SkeinClient.connect("localhost", port)) {
      assertThatThrownBy(() -> lost.query("SELECT"))
          .isInstanceOfSatisfying(
              SkeinException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.COORDINATOR_UNAVAILABLE))
          .hasMessage(
              "cannot reach a coordinator at localhost:%d: is it running? (connection refused)"
                  .formatted(port));
    }
  }

  @Test
  void theNextCoordinatorIsAskedWhenOneCannotBeReached() throws Exception {
    cluster.answering(Answer.of(numbers(0, 5)));
    try (SkeinClient two =
        SkeinClient.builder()
            .coordinator("localhost", freePort())
            .coordinator("localhost", cluster.port())
            .build()) {
      assertThat(two.fetchAll("SELECT")).hasSize(5);
      cluster.answering(
          sql -> {
            throw new SkeinException(ErrorCode.COORDINATOR_UNAVAILABLE, "not ready yet");
          });
      assertThatThrownBy(() -> two.fetchAll("SELECT")).hasMessage("not ready yet");
    }
  }

  @Test
  void aCoordinatorThatTakesConnectionsButDoesNotSpeakIsPassedOver() throws Exception {
    cluster.answering(Answer.of(numbers(0, 5)));
    try (ServerSocket stopped = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        SkeinClient two =
            SkeinClient.builder()
                .coordinator("localhost", stopped.getLocalPort())
                .coordinator("localhost", cluster.port())
                .build()) {
      assertThat(two.fetchAll("SELECT")).hasSize(5);
      long begun = System.nanoTime();
      assertThat(two.fetchAll("SELECT")).hasSize(5);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void valuesAreTheJavaObjectsThatOneExpects() throws Exception {
    cluster.answering(
        offered(
            """
            SELECT true, -1::TINYINT, 255::UTINYINT, 65535::USMALLINT, 4294967295::UINTEGER,
              18446744073709551615::UBIGINT, 12345678901234567890123::HUGEINT,
              340282366920938463463374607431768211455::UHUGEINT, 1.5::FLOAT, 0.1::DOUBLE,
              1.25::DECIMAL(4,2), 'text', 'ab'::BLOB, DATE '2024-02-29', TIME '12:34:56.789',
              TIMESTAMP '1969-12-31 23:59:59.5', '2024-01-01 00:00:00.123456789'::TIMESTAMP_NS,
              TIMESTAMPTZ '2024-01-01 00:00:00+02', '5dd8ecc0-7a43-4f1c-8c1b-6a1c0b8a3e57'::UUID,
              'b'::ENUM('a', 'b'), [1, NULL], array_value('a', 'b'), {'x': 1, 'y': [DATE '2024-01-01']},
              MAP {'k': 1}, union_value(n := 7), NULL
            """));
    try (QueryResult result = client.query("SELECT")) {
      List<Object> row = result.fetchAll().get(0);
      assertThat(row.get(12)).isEqualTo(new byte[] {'a', 'b'});
      row.remove(12);
      assertThat(row)
          .containsExactly(
              true,
              (byte) -1,
              (short) 255,
              65535,
              4294967295L,
              new BigInteger("18446744073709551615"),
              new BigInteger("12345678901234567890123"),
              new BigInteger("340282366920938463463374607431768211455"),
              1.5f,
              0.1,
              new BigDecimal("1.25"),
              "text",
              LocalDate.of(2024, 2, 29),
              LocalTime.of(12, 34, 56, 789_000_000),
              LocalDateTime.of(1969, 12, 31, 23, 59, 59, 500_000_000),
              LocalDateTime.of(2024, 1, 1, 0, 0, 0, 123_456_789),
              LocalDateTime.of(2023, 12, 31, 22, 0).atOffset(ZoneOffset.UTC),
              UUID.fromString("5dd8ecc0-7a43-4f1c-8c1b-6a1c0b8a3e57"),
              "b",
              Arrays.asList(1, null),
              List.of("a", "b"),
              Map.of("x", 1, "y", List.of(LocalDate.of(2024, 1, 1))),
              Map.of("k", 1),
              7,
              null);
    }
  }
}
