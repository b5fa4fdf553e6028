package io.skein.protocol.ticket;

import com.google.protobuf.ByteString;
import io.skein.protocol.query.LabelCodec;
import io.skein.protocol.ticket.ClusterSecret.Purpose;
import io.skein.protocol.wire.AnalysisMessage;
import io.skein.protocol.wire.GrantMessage;
import io.skein.protocol.wire.OrderMessage;
import io.skein.protocol.wire.ResultMessage;
import io.skein.protocol.wire.SessionMessage;
import io.skein.protocol.wire.StatementMessage;
import io.skein.protocol.wire.TaskMessage;
import io.skein.protocol.wire.TicketMessage;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Makes tickets of one query, which expire together. A stage that several of them have is encoded
 * and digested once. Used by one thread.
 */
public final class TicketBatch {
  private final ClusterSecret secret;
  private final Instant issued;
  private final Instant expires;
  private final Map<Stage, EncodedStage> stages = new IdentityHashMap<>();
  private final Map<Schema, ByteString> schemas = new IdentityHashMap<>();

  TicketBatch(ClusterSecret secret, Instant issued, Instant expires) {
    this.secret = secret;
    this.issued = issued;
    this.expires = expires;
  }

  private record EncodedStage(ByteString bytes, ByteString digest) {}

  /** Returns a ticket for the grant. */
  public ByteString seal(Grant grant) {
    GrantMessage.Builder message =
        GrantMessage.newBuilder()
            .setIssuedAtEpochMillis(issued.toEpochMilli())
            .setExpiresAtEpochMillis(expires.toEpochMilli());
    TicketMessage.Builder ticket = TicketMessage.newBuilder();
    if (grant instanceof TaskGrant task) {
      message.setTask(encode(task, ticket));
    } else if (grant instanceof ResultGrant result) {
      message.setResult(
          ResultMessage.newBuilder()
              .setQuery(result.query().value())
              .setArrowStream(result.arrowStream()));
    } else if (grant instanceof AnalysisGrant analysis) {
      message.setAnalysis(encode(analysis));
    } else if (grant instanceof StatementGrant statement) {
      message.setStatement(encode(statement));
    } else if (grant instanceof SessionGrant session) {
      message.setSession(SessionMessage.newBuilder().putAllOptions(session.options()));
    } else if (grant instanceof OrderGrant order) {
      message.setOrder(encode(order));
    }
    ByteString bytes = message.build().toByteString();
    return ticket
        .setGrant(bytes)
        .setKeyId(secret.id())
        .setSignature(ByteString.copyFrom(secret.sign(Purpose.TICKET, bytes.toByteArray())))
        .build()
        .toByteString();
  }

  private static OrderMessage encode(OrderGrant order) {
    OrderMessage.Builder message = OrderMessage.newBuilder().setQuery(order.query().value());
    order
        .refusal()
        .ifPresent(
            error -> message.setErrorCode(error.code().name()).setReason(error.getMessage()));
    return message.build();
  }

  private static AnalysisMessage encode(AnalysisGrant grant) {
    AnalysisMessage.Builder message =
        AnalysisMessage.newBuilder()
            .setQuery(grant.query().value())
            .setSql(grant.sql())
            .addAllTables(grant.tables().patterns());
    grant.values().forEach(value -> message.addValues(value.sql()));
    grant.schema().ifPresent(message::setSchema);
    return message.build();
  }

  private static StatementMessage encode(StatementGrant grant) {
    StatementMessage.Builder message =
        StatementMessage.newBuilder()
            .setSql(grant.sql())
            .setParameters(ByteString.copyFrom(grant.parameters().serializeAsMessage()))
            .setUser(grant.user());
    grant.values().forEach(value -> message.addValues(value.sql()));
    grant.schema().ifPresent(message::setSchema);
    return message.build();
  }

  private TaskMessage encode(TaskGrant grant, TicketMessage.Builder ticket) {
    TaskMessage.Builder message =
        TaskMessage.newBuilder()
            .setQuery(grant.id().query().value())
            .addAllSearchPath(grant.graph().searchPath())
            .setStage(grant.id().stage())
            .setTask(grant.id().task())
            .setAttempt(grant.id().attempt())
            .setProfiled(grant.graph().profiled())
            .setLabel(LabelCodec.encode(grant.graph().label()));
    grant.partition().ifPresent(message::setPartition);
    for (Stage stage : grant.graph().stages()) {
      EncodedStage encoded = stages.computeIfAbsent(stage, this::encode);
      message.addStageDigests(encoded.digest());
      ticket.addStages(encoded.bytes());
    }
    return message.build();
  }

  private EncodedStage encode(Stage stage) {
    ByteString schema =
        schemas.computeIfAbsent(
            stage.schema(), written -> ByteString.copyFrom(written.serializeAsMessage()));
    ByteString bytes = StageCodec.encode(stage, schema).toByteString();
    return new EncodedStage(bytes, ByteString.copyFrom(ClusterSecret.digest(bytes.toByteArray())));
  }
}
