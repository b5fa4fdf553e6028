package io.skein.protocol.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.security.TableGrants;
import io.skein.protocol.sql.TypedLiteral;
import io.skein.protocol.wire.TicketMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class TicketSealerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final ClusterSecret SECRET = secret("a secret of the cluster");

  private final TicketSealer sealer = sealer(SECRET, NOW);

  private static ClusterSecret secret(String text) {
    return ClusterSecret.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static TicketSealer sealer(ClusterSecret secret, Instant now) {
    return new TicketSealer(secret, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static TaskGrant grant() {
    return TaskGrant.of(Graphs.diamond(), 3, 1, OptionalInt.empty());
  }

  @Test
  void aTaskIsTheSameAfterItWasSealedAndOpened() {
    Instant expires = sealer.expiry(Duration.ofMinutes(1));
    assertThat(sealer.open(sealer.seal(grant(), expires).toByteArray()))
        .isEqualTo(new OpenTicket(grant(), NOW, expires));
  }

  @Test
  void aPartitionIsTheSameAfterItWasSealedAndOpened() {
    TaskGrant partition = TaskGrant.of(Graphs.diamond(), 1, 0, OptionalInt.of(2));
    ByteString ticket = sealer.seal(partition, sealer.expiry(Duration.ofMinutes(1)));
    assertThat(sealer.open(ticket.toByteArray()).grant()).isEqualTo(partition);
  }

  @Test
  void whetherTasksAreProfiledGoesOnToWhatTheyRead() {
    TaskGraph graph = Graphs.diamond();
    TaskGraph profiled =
        new TaskGraph(graph.query(), graph.searchPath(), graph.stages(), true, graph.label());
    TaskGrant asked = TaskGrant.of(profiled, 3, 1, OptionalInt.empty());
    ByteString ticket = sealer.seal(asked, sealer.expiry(Duration.ofMinutes(1)));
    TaskGrant opened = (TaskGrant) sealer.open(ticket.toByteArray()).grant();
    assertThat(opened).isEqualTo(asked);
    ExchangeInput first = (ExchangeInput) opened.task().inputs().get(0);
    assertThat(opened.sources(first)).allMatch(source -> source.graph().profiled());
    assertThat(grant().graph().profiled()).isFalse();
  }

  @Test
  void anAnalysisIsTheSameAfterItWasSealedAndOpened() {
    AnalysisGrant analysis =
        new AnalysisGrant(
            new QueryId("q7f3"),
            "EXPLAIN ANALYZE SELECT 'ä', ? -- b",
            List.of(new TypedLiteral("'c'")),
            Optional.of("tpch"),
            new TableGrants(List.of("orders", "sales.*")));
    ByteString ticket = sealer.seal(analysis, sealer.expiry(Duration.ofMinutes(1)));
    assertThat(sealer.open(ticket.toByteArray()).grant()).isEqualTo(analysis);
  }

  @Test
  void aPreparedStatementIsTheSameAfterItWasSealedAndOpened() {
    StatementGrant statement =
        new StatementGrant(
            "SELECT ?, ?",
            new Schema(
                List.of(
                    Field.nullable("1", ArrowType.Utf8.INSTANCE),
                    Field.nullable("2", new ArrowType.Int(64, true)))),
            List.of(new TypedLiteral("'ä'"), TypedLiteral.nullOf("BIGINT")),
            Optional.empty(),
            "anna");
    ByteString handle = sealer.seal(statement, sealer.expiry(Duration.ofMinutes(1)));
    assertThat(sealer.open(handle.toByteArray()).grant()).isEqualTo(statement);
  }

  @Test
  void aSessionIsTheSameAfterItWasSealedAndOpened() {
    SessionGrant session = new SessionGrant(Map.of("schema", "tpch"));
    ByteString cookie = sealer.seal(session, sealer.expiry(Duration.ofMinutes(1)));
    assertThat(sealer.open(cookie.toByteArray()).grant()).isEqualTo(session);
  }

  @Test
  void aTicketMadeOfATicketIsAsOldAndExpiresWithIt() {
    OpenTicket ticket =
        sealer.open(sealer.seal(grant(), sealer.expiry(Duration.ofMinutes(1))).toByteArray());
    TicketSealer later = sealer(SECRET, NOW.plusSeconds(50));
    TaskGrant whole = (TaskGrant) ticket.grant();
    ExchangeInput first = (ExchangeInput) whole.task().inputs().get(0);
    TicketBatch batch = later.batch(ticket);
    for (TaskGrant source : whole.sources(first)) {
      OpenTicket made = later.open(batch.seal(source).toByteArray());
      assertThat(made).isEqualTo(new OpenTicket(source, NOW, NOW.plusSeconds(60)));
    }
  }

  @Test
  void stagesOfAnotherTicketAreRefused() throws Exception {
    Instant expires = sealer.expiry(Duration.ofMinutes(1));
    TicketMessage one = TicketMessage.parseFrom(sealer.seal(grant(), expires));
    TicketMessage other =
        TicketMessage.parseFrom(
            sealer.seal(TaskGrant.of(Graphs.diamond(), 3, 0, OptionalInt.empty()), expires));
    List<TicketMessage> mixtures =
        List.of(
            one.toBuilder().clearStages().addAllStages(other.getStagesList()).build(),
            one.toBuilder().clearStages().build(),
            one.toBuilder().addStages(other.getStages(0)).build(),
            one.toBuilder().setStages(1, one.getStages(2)).setStages(2, one.getStages(1)).build(),
            one.toBuilder().setGrant(other.getGrant()).build());
    for (TicketMessage mixture : mixtures) {
      assertThatThrownBy(() -> sealer.open(mixture.toByteArray()))
          .hasMessage("the ticket was altered")
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }
  }

  @Test
  void aTicketOfALargePlanHasNothingOfTheOtherTickets() {
    List<ByteString> tickets = sealAll(Graphs.scatter(1_000, 10), 0);
    assertThat(tickets).hasSize(1_000).allSatisfy(t -> assertThat(t.size()).isLessThan(2_000));
  }

  @Test
  void aTicketHasWhatManyTicketsShareOnce() {
    List<ByteString> tickets = sealAll(Graphs.repartition(100, 10), 1);
    // The shared stage has 1,000 shards, of some 50 bytes each.
    assertThat(tickets).hasSize(100).allSatisfy(t -> assertThat(t.size()).isLessThan(60_000));
  }

  private List<ByteString> sealAll(TaskGraph graph, int stage) {
    TicketBatch batch = sealer.batch(NOW.plusSeconds(60));
    return graph.stage(stage).tasks().stream()
        .map(task -> batch.seal(TaskGrant.of(graph, stage, task.number(), OptionalInt.empty())))
        .toList();
  }

  @Test
  void aResultIsTheSameAfterItWasSealedAndOpened() {
    ResultGrant result = new ResultGrant(new QueryId("q1"), ByteString.copyFromUtf8("arrow"));
    ByteString ticket = sealer.seal(result, sealer.expiry(Duration.ofMinutes(1)));
    assertThat(sealer.open(ticket.toByteArray()).grant()).isEqualTo(result);
  }

  @Test
  void aTicketWithAnyByteAlteredIsRefused() {
    byte[] ticket = sealer.seal(grant(), sealer.expiry(Duration.ofMinutes(1))).toByteArray();
    for (int i = 0; i < ticket.length; i++) {
      byte[] altered = ticket.clone();
      altered[i] ^= 1;
      assertThatThrownBy(() -> sealer.open(altered))
          .as("byte %d", i)
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }
  }

  @Test
  void anExpiredTicketIsRefusedSayingWhenItExpired() {
    ByteString ticket = sealer.seal(grant(), sealer.expiry(Duration.ofMinutes(1)));
    assertThat(sealer(SECRET, NOW.plusSeconds(60)).open(ticket.toByteArray())).isNotNull();
    assertThatThrownBy(() -> sealer(SECRET, NOW.plusSeconds(61)).open(ticket.toByteArray()))
        .hasMessage("the ticket expired at 2026-11-22T12:01:00Z: plan the query again")
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void aTicketOfAnotherClusterIsRefused() {
    ByteString ticket =
        sealer(secret("another cluster's secret"), NOW).seal(grant(), NOW.plusSeconds(60));
    assertThatThrownBy(() -> sealer.open(ticket.toByteArray()))
        .hasMessageContaining("signed by another cluster");
  }

  @Test
  void whatIsNoTicketIsRefused() {
    assertThatThrownBy(() -> sealer.open("SELECT 1".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    assertThatThrownBy(() -> sealer.open(new byte[0]))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void aSecretDoesNotShowInItsText() {
    assertThat(SECRET.toString()).doesNotContain("a secret").contains(SECRET.id());
  }

  @Test
  void aKeyIsReplacedWhileTicketsOfTheOldOneAreStillRedeemed() {
    byte[] old = "the key of before".getBytes(StandardCharsets.UTF_8);
    byte[] fresh = "the key from now on".getBytes(StandardCharsets.UTF_8);
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    ByteString ticket = sealer(ClusterSecret.of(old), now).seal(result(), now.plusSeconds(60));
    TicketSealer both = sealer(ClusterSecret.of(List.of(fresh, old)), now);
    assertThat(both.open(ticket.toByteArray()).grant()).isEqualTo(result());
    byte[] next = both.seal(result(), now.plusSeconds(60)).toByteArray();
    assertThat(sealer(ClusterSecret.of(fresh), now).open(next).grant()).isEqualTo(result());
    assertThatThrownBy(() -> sealer(ClusterSecret.of(old), now).open(next))
        .hasMessageContaining("its key was replaced");
    assertThatThrownBy(() -> sealer(ClusterSecret.of(fresh), now).open(ticket.toByteArray()))
        .hasMessageContaining("its key was replaced");
  }

  @Test
  void aTicketWithMoreInItThanWasIssuedIsRefused() {
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    TicketSealer sealer = sealer(secret("0123456789abcdef"), now);
    ByteString ticket = sealer.seal(result(), now.plusSeconds(60));
    // An unknown field, which protobuf skips.
    byte[] longer = ticket.concat(ByteString.copyFrom(new byte[] {(byte) 0x78, 1})).toByteArray();
    assertThatThrownBy(() -> sealer.open(longer)).hasMessageContaining("the ticket was altered");
  }

  private static ResultGrant result() {
    return new ResultGrant(new QueryId("q7f3"), ByteString.copyFromUtf8("rows"));
  }
}
