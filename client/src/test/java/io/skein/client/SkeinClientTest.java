package io.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.client.LoopbackCluster.Answer;
import io.skein.client.LoopbackCluster.Offer;
import io.skein.client.LoopbackCluster.Sending;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.table.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How results are described, fetched and read. */
class SkeinClientTest {
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
      return Answer.of(fixture.rows().offer(sql));
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
          assertThat(everybody.await(ClientFixture.SECONDS, TimeUnit.SECONDS)).isTrue();
          fixture.after(100, ClientFixture.NOTHING).send(sender, memory, worker);
        };
    Offer[] offers = new Offer[12];
    Arrays.fill(offers, fixture.numbers(together));
    cluster.answering(Answer.of(offers));
    try (QueryResult result = client.query("SELECT")) {
      assertThat(result.count()).isEqualTo(1200);
      assertThat(result.progress().endpointsDone()).isEqualTo(12);
    }
  }

  @Test
  void parallelismBoundsTheOpenEndpoints() throws Exception {
    Offer[] offers = new Offer[9];
    Arrays.fill(offers, fixture.numbers(fixture.after(5000, ClientFixture.NOTHING)));
    for (Answer answer : List.of(Answer.of(offers), Answer.of(offers).inOrder())) {
      cluster.answering(answer);
      try (SkeinClient two = fixture.builder().parallelism(2).build();
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
    Offer slow = fixture.numbers(0, 3000);
    Offer first =
        new Offer(
            List.of(),
            slow.schema(),
            (sender, memory, worker) -> {
              lastIsSent.await(ClientFixture.SECONDS, TimeUnit.SECONDS);
              slow.sending().send(sender, memory, worker);
            });
    Offer quick = fixture.numbers(3000, 6000);
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
  void aResultIsReadOnce() throws Exception {
    cluster.answering(Answer.of(fixture.numbers(0, 5)));
    try (QueryResult result = client.query("SELECT")) {
      assertThat(result.fetchAll()).hasSize(5);
      assertThatThrownBy(result::count)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a result can be read once; run the query again");
    }
  }

  @Test
  void aConsumerThatThrowsEndsTheFetching() throws Exception {
    cluster.answering(Answer.of(fixture.numbers(0, 100_000), fixture.numbers(0, 100_000)));
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
            fixture.numbers(
                (sender, memory, worker) -> never.await(ClientFixture.SECONDS, TimeUnit.SECONDS)),
            fixture.numbers(0, 5)));
    try (QueryResult result = client.query("SELECT")) {
      CompletableFuture<List<List<Object>>> read = CompletableFuture.supplyAsync(result::fetchAll);
      await().until(() -> result.progress().endpointsDone() == 1);
      result.cancel();
      assertThatThrownBy(() -> read.get(ClientFixture.SECONDS, TimeUnit.SECONDS))
          .hasRootCauseMessage("the query was cancelled");
    } finally {
      never.countDown();
    }
  }

  @Test
  void closingAResultThatIsHalfReadEndsItsStreams() throws Exception {
    cluster.answering(Answer.of(fixture.numbers(0, 200_000), fixture.numbers(0, 200_000)));
    for (Answer answer :
        List.of(
            Answer.of(fixture.numbers(0, 200_000), fixture.numbers(0, 200_000)),
            Answer.of(fixture.numbers(0, 200_000), fixture.numbers(0, 200_000)).inOrder())) {
      cluster.answering(answer);
      try (QueryResult result = client.query("SELECT")) {
        assertThat(result.reader().loadNextBatch()).isTrue();
      }
      await().until(() -> cluster.open() == 0);
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
