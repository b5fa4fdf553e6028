package io.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.client.LoopbackCluster.Answer;
import io.skein.client.LoopbackCluster.Offer;
import io.skein.client.LoopbackCluster.Sending;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a result whose endpoints fail. */
class EndpointFailuresTest {
  private ClientFixture fixture;
  private LoopbackCluster cluster;
  private SkeinClient client;

  @BeforeEach
  void start() throws Exception {
    fixture = new ClientFixture();
    cluster = fixture.cluster();
    client = fixture.client();
  }

  @AfterEach
  void everythingIsGivenBack() throws Exception {
    fixture.close();
  }

  @Test
  void anEndpointThatFailsBeforeItsFirstBatchIsTakenFromItsNextLocation() throws Exception {
    String leaving = cluster.worker("leaving");
    String gone = "grpc+tcp://localhost:" + ClientFixture.freePort();
    Sending sending =
        (sender, memory, worker) -> {
          if (worker.equals("leaving")) {
            throw new SkeinException(ErrorCode.DRAINING, "leaving");
          }
          fixture.after(10, ClientFixture.NOTHING).send(sender, memory, worker);
        };
    cluster.answering(Answer.of(fixture.numbers(sending).at(gone, leaving, leaving, "", "")));
    try (QueryResult result = client.query("SELECT")) {
      // "" is the coordinator's own connection.
      assertThat(result.endpoints().get(0).locations())
          .containsExactly(gone, leaving, "grpc+tcp://localhost:" + cluster.port());
      assertThat(result.count()).isEqualTo(10);
      assertThat(result.progress().failovers()).isEqualTo(2);
    }
    assertThat(cluster.redeemed()).containsExactly("leaving t0", "coordinator t0");
  }

  @Test
  void anEndpointThatFailsAfterItsBatchesWereHandedOnFailsTheResult() throws Exception {
    String other = cluster.worker("other");
    cluster.answering(
        Answer.of(
            fixture
                .numbers(
                    fixture.after(
                        5000, ClientFixture.failing(ErrorCode.WORKER_UNAVAILABLE, "lost")))
                .at(other, ""),
            fixture.numbers(0, 5)));
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
            fixture
                .after(5000, ClientFixture.failing(ErrorCode.WORKER_UNAVAILABLE, "lost"))
                .send(sender, memory, worker);
          }
          fixture.after(6000, ClientFixture.NOTHING).send(sender, memory, worker);
        };
    cluster.answering(Answer.of(fixture.numbers(sending).at(other, ""), fixture.numbers(0, 5)));
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
        Answer.of(
            fixture.numbers(
                fixture.after(5000, ClientFixture.failing(ErrorCode.WORKER_UNAVAILABLE, "lost")))));
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
        fixture.after(
            5000,
            (sender, memory, worker) -> {
              sent.countDown();
              broken.await(ClientFixture.SECONDS, TimeUnit.SECONDS);
            });
    try (BreakableLink link = new BreakableLink(cluster.port())) {
      cluster.answering(Answer.of(fixture.numbers(sending).at(link.location(), "")));
      try (QueryResult result = client.query("SELECT")) {
        CompletableFuture<Void> count =
            CompletableFuture.runAsync(() -> result.forEachBatch(batch -> {}));
        sent.await(ClientFixture.SECONDS, TimeUnit.SECONDS);
        await().until(() -> result.progress().rows() > 0);
        link.close();
        assertThatThrownBy(() -> count.get(ClientFixture.SECONDS, TimeUnit.SECONDS))
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
        fixture.numbers(
            (sender, memory, worker) -> {
              sender.start();
              begun.countDown();
              while (true) {
                fixture.rows().send("SELECT i FROM range(1000) t(i)", sender, memory);
              }
            });
    Offer bad =
        fixture.numbers(
            (sender, memory, worker) -> {
              begun.await(ClientFixture.SECONDS, TimeUnit.SECONDS);
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
    Offer other = fixture.rows().offer("SELECT 'text' AS i");
    Offer announced = fixture.numbers(0, 5);
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
  void aQueryIsPlannedAgainWhenAShardChanged() throws Exception {
    AtomicInteger plans = new AtomicInteger();
    Offer changed =
        fixture.numbers(
            fixture.after(
                5000, ClientFixture.failing(ErrorCode.SHARD_CHANGED, "shard 3 was rewritten")));
    Offer good = fixture.numbers(0, 5);
    cluster.answering(sql -> Answer.of(plans.incrementAndGet() == 1 ? changed : good));
    List<String> told = new ArrayList<>();
    try (SkeinClient patient =
        fixture.builder().onNewAttempt(error -> told.add(error.describe())).build()) {
      assertThat(patient.fetchAll("SELECT")).hasSize(5);
    }
    assertThat(told)
        .containsExactly(
            "shard 3 was rewritten (SHARD_CHANGED, worker coordinator, shard orders/3)");
  }

  @Test
  void aQueryIsPlannedFiveTimesAtMost() throws Exception {
    cluster.answering(
        Answer.of(fixture.numbers(ClientFixture.failing(ErrorCode.SHARD_UNAVAILABLE, "gone"))));
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
    cluster.answering(
        Answer.of(fixture.numbers(ClientFixture.failing(ErrorCode.EXECUTION_ERROR, "overflow"))));
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
}
