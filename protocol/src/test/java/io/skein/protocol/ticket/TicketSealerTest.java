package io.skein.protocol.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardVersion;
import io.skein.protocol.table.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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

  private static Task task() {
    TableName lineitem = new TableName("tpch", "lineitem");
    return new Task(
        new TaskId(new QueryId("q7f3"), 2, 5, 1),
        "SELECT \"a b\", 'ü' FROM tpch.lineitem",
        new Schema(
            List.of(
                Field.nullable("a b", new ArrowType.Decimal(15, 2, 128)),
                Field.nullable("", ArrowType.Utf8.INSTANCE))),
        List.of(
            new ScanInput(
                lineitem,
                lineitem,
                List.of(new ShardVersion("shard-00001", "f1"), new ShardVersion("b", "f2"))),
            new ExchangeInput(
                TableName.main("x"),
                List.of(new Column("k", "INTEGER"), new Column("v", "STRUCT(a INTEGER)")),
                List.of("v"),
                List.of(
                    new Endpoint(
                        ByteString.copyFromUtf8("inner"),
                        List.of("grpc+tcp://a:1", "grpc+tcp://b:2"))))),
        List.of("tpch", "main"),
        List.of("grpc+tcp://c:3"));
  }

  @Test
  void aTaskIsTheSameAfterItWasSealedAndOpened() {
    ByteString ticket = sealer.seal(new TaskGrant(task()), sealer.expiry(Duration.ofMinutes(1)));
    assertThat(sealer.open(ticket.toByteArray())).isEqualTo(new TaskGrant(task()));
  }

  @Test
  void aResultIsTheSameAfterItWasSealedAndOpened() {
    ResultGrant result = new ResultGrant(new QueryId("q1"), ByteString.copyFromUtf8("arrow"));
    ByteString ticket = sealer.seal(result, sealer.expiry(Duration.ofMinutes(1)));
    assertThat(sealer.open(ticket.toByteArray())).isEqualTo(result);
  }

  @Test
  void aTicketWithAnyByteAlteredIsRefused() {
    byte[] ticket =
        sealer.seal(new TaskGrant(task()), sealer.expiry(Duration.ofMinutes(1))).toByteArray();
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
    ByteString ticket = sealer.seal(new TaskGrant(task()), sealer.expiry(Duration.ofMinutes(1)));
    assertThat(sealer(SECRET, NOW.plusSeconds(60)).open(ticket.toByteArray())).isNotNull();
    assertThatThrownBy(() -> sealer(SECRET, NOW.plusSeconds(61)).open(ticket.toByteArray()))
        .hasMessage("the ticket expired at 2026-11-22T12:01:00Z: plan the query again")
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void aTicketOfAnotherClusterIsRefused() {
    ByteString ticket =
        sealer(secret("another cluster's secret"), NOW)
            .seal(new TaskGrant(task()), NOW.plusSeconds(60));
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
}
