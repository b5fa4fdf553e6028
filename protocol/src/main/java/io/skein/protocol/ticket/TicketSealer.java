package io.skein.protocol.ticket;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.wire.GrantMessage;
import io.skein.protocol.wire.TicketMessage;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

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
    GrantMessage.Builder message =
        GrantMessage.newBuilder().setExpiresAtEpochMillis(expires.toEpochMilli());
    if (grant instanceof TaskGrant task) {
      message.setTask(TaskCodec.encode(task.task()));
    } else if (grant instanceof ResultGrant result) {
      message.setResult(TaskCodec.encode(result));
    }
    ByteString bytes = message.build().toByteString();
    return TicketMessage.newBuilder()
        .setGrant(bytes)
        .setKeyId(secret.id())
        .setSignature(ByteString.copyFrom(secret.sign(bytes.toByteArray())))
        .build()
        .toByteString();
  }

  /**
   * Returns what the ticket grants.
   *
   * @throws SkeinException UNAUTHENTICATED if it is altered, expired or of another cluster
   */
  public Grant open(byte[] ticket) {
    TicketMessage message;
    try {
      message = TicketMessage.parseFrom(ticket);
    } catch (InvalidProtocolBufferException e) {
      throw refused("the ticket is not one of Skein's", e);
    }
    if (!message.getKeyId().equals(secret.id())) {
      throw refused("the ticket was signed by another cluster, or its key was replaced", null);
    }
    byte[] bytes = message.getGrant().toByteArray();
    if (!MessageDigest.isEqual(secret.sign(bytes), message.getSignature().toByteArray())) {
      throw refused("the ticket was altered", null);
    }
    try {
      GrantMessage grant = GrantMessage.parseFrom(bytes);
      Instant expires = Instant.ofEpochMilli(grant.getExpiresAtEpochMillis());
      if (clock.instant().isAfter(expires)) {
        throw refused("the ticket expired at %s: plan the query again".formatted(expires), null);
      }
      return switch (grant.getGrantCase()) {
        case TASK -> new TaskGrant(TaskCodec.decode(grant.getTask()));
        case RESULT -> TaskCodec.decode(grant.getResult());
        case GRANT_NOT_SET -> throw refused("the ticket grants nothing", null);
      };
    } catch (InvalidProtocolBufferException e) {
      throw new SkeinException(ErrorCode.INTERNAL_ERROR, "a signed ticket does not parse", e);
    }
  }

  private static SkeinException refused(String reason, Throwable cause) {
    return new SkeinException(ErrorCode.UNAUTHENTICATED, reason, cause);
  }
}
