package io.skein.protocol.ticket;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.query.LabelCodec;
import io.skein.protocol.security.TableGrants;
import io.skein.protocol.sql.TypedLiteral;
import io.skein.protocol.ticket.ClusterSecret.Purpose;
import io.skein.protocol.wire.AnalysisMessage;
import io.skein.protocol.wire.GrantMessage;
import io.skein.protocol.wire.OrderMessage;
import io.skein.protocol.wire.ResultMessage;
import io.skein.protocol.wire.StageMessage;
import io.skein.protocol.wire.StatementMessage;
import io.skein.protocol.wire.TaskMessage;
import io.skein.protocol.wire.TicketMessage;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What makes tickets of grants and grants of tickets: it signs with the cluster's secret, and opens
 * only what was signed with it and has not expired. Thread-safe.
 */
public final class TicketSealer {
  private final ClusterSecret secret;
  private final Clock clock;

  /** Creates a sealer. */
  public TicketSealer(ClusterSecret secret, Clock clock) {
    this.secret = Objects.requireNonNull(secret, "secret");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Returns the instant at which a ticket of this validity, sealed now, expires. */
  public Instant expiry(Duration validity) {
    return clock.instant().plus(validity);
  }

  /** Returns a ticket for the grant. */
  public ByteString seal(Grant grant, Instant expires) {
    return batch(expires).seal(grant);
  }

  /** Returns what makes tickets of a query that is planned now. */
  public TicketBatch batch(Instant expires) {
    return new TicketBatch(secret, clock.instant(), expires);
  }

  /** Returns what makes tickets that are as old as the ticket, and expire with it. */
  public TicketBatch batch(OpenTicket ticket) {
    return new TicketBatch(secret, ticket.issued(), ticket.expires());
  }

  /**
   * Returns what the ticket says.
   *
   * @throws SkeinException UNAUTHENTICATED if it is altered, expired or of another cluster
   */
  public OpenTicket open(byte[] ticket) {
    TicketMessage message;
    try {
      message = TicketMessage.parseFrom(ticket);
    } catch (InvalidProtocolBufferException e) {
      throw refused("the ticket is not one of Skein's", e);
    }
    if (!message.getUnknownFields().asMap().isEmpty()
        || !Arrays.equals(message.toByteArray(), ticket)) {
      // Protobuf reads more than one spelling of a message: only the one that was issued counts.
      throw refused("the ticket was altered", null);
    }
    if (!secret.has(message.getKeyId())) {
      throw refused("the ticket was signed by another cluster, or its key was replaced", null);
    }
    byte[] bytes = message.getGrant().toByteArray();
    if (!secret.verifies(
        Purpose.TICKET, message.getKeyId(), bytes, message.getSignature().toByteArray())) {
      throw refused("the ticket was altered", null);
    }
    try {
      GrantMessage grant = GrantMessage.parseFrom(bytes);
      requireUnaltered(message.getStagesList(), grant.getTask().getStageDigestsList());
      Instant expires = Instant.ofEpochMilli(grant.getExpiresAtEpochMillis());
      if (clock.instant().isAfter(expires)) {
        throw refused("the ticket expired at %s: plan the query again".formatted(expires), null);
      }
      Instant issued = Instant.ofEpochMilli(grant.getIssuedAtEpochMillis());
      return switch (grant.getGrantCase()) {
        case TASK -> new OpenTicket(decode(grant.getTask(), message), issued, expires);
        case RESULT -> new OpenTicket(decode(grant.getResult()), issued, expires);
        case ANALYSIS -> new OpenTicket(decode(grant.getAnalysis()), issued, expires);
        case STATEMENT -> new OpenTicket(decode(grant.getStatement()), issued, expires);
        case SESSION ->
            new OpenTicket(new SessionGrant(grant.getSession().getOptionsMap()), issued, expires);
        case ORDER -> new OpenTicket(decode(grant.getOrder()), issued, expires);
        case GRANT_NOT_SET -> throw refused("the ticket grants nothing", null);
      };
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new SkeinException(
          ErrorCode.INTERNAL_ERROR, "a signed ticket makes no sense: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the task that the ticket claims to be for, if it claims any. Nothing is verified: it is
   * good for telling whose error one got.
   */
  public static Optional<TaskId> claimedTask(ByteString ticket) {
    try {
      GrantMessage grant = GrantMessage.parseFrom(TicketMessage.parseFrom(ticket).getGrant());
      if (!grant.hasTask()) {
        return Optional.empty();
      }
      TaskMessage task = grant.getTask();
      return Optional.of(
          new TaskId(
              new QueryId(task.getQuery()), task.getStage(), task.getTask(), task.getAttempt()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void requireUnaltered(List<ByteString> stages, List<ByteString> digests) {
    boolean same = stages.size() == digests.size();
    for (int i = 0; same && i < stages.size(); i++) {
      byte[] digest = ClusterSecret.digest(stages.get(i).toByteArray());
      same = MessageDigest.isEqual(digest, digests.get(i).toByteArray());
    }
    if (!same) {
      throw refused("the ticket was altered", null);
    }
  }

  private static TaskGrant decode(TaskMessage message, TicketMessage ticket)
      throws InvalidProtocolBufferException {
    List<Stage> stages = new ArrayList<>();
    for (ByteString stage : ticket.getStagesList()) {
      stages.add(StageCodec.decode(StageMessage.parseFrom(stage)));
    }
    QueryId query = new QueryId(message.getQuery());
    return new TaskGrant(
        new TaskGraph(
            query,
            message.getSearchPathList(),
            stages,
            message.getProfiled(),
            LabelCodec.decode(message.getLabel())),
        new TaskId(query, message.getStage(), message.getTask(), message.getAttempt()),
        message.hasPartition() ? OptionalInt.of(message.getPartition()) : OptionalInt.empty());
  }

  private static AnalysisGrant decode(AnalysisMessage message) {
    return new AnalysisGrant(
        new QueryId(message.getQuery()),
        message.getSql(),
        message.getValuesList().stream().map(TypedLiteral::new).toList(),
        message.hasSchema() ? Optional.of(message.getSchema()) : Optional.empty(),
        new TableGrants(message.getTablesList()));
  }

  private static StatementGrant decode(StatementMessage message) {
    return new StatementGrant(
        message.getSql(),
        Schema.deserializeMessage(message.getParameters().asReadOnlyByteBuffer()),
        message.getValuesList().stream().map(TypedLiteral::new).toList(),
        message.hasSchema() ? Optional.of(message.getSchema()) : Optional.empty(),
        message.getUser());
  }

  private static ResultGrant decode(ResultMessage message) {
    return new ResultGrant(new QueryId(message.getQuery()), message.getArrowStream());
  }

  private static OrderGrant decode(OrderMessage message) {
    QueryId query = new QueryId(message.getQuery());
    return message.getErrorCode().isEmpty()
        ? OrderGrant.release(query)
        : OrderGrant.cancel(
            query,
            new SkeinException(ErrorCode.valueOf(message.getErrorCode()), message.getReason()));
  }

  private static SkeinException refused(String reason, Throwable cause) {
    return new SkeinException(ErrorCode.UNAUTHENTICATED, reason, cause);
  }
}
