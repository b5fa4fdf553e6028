package io.skein.protocol.security;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.ticket.ClusterSecret;
import io.skein.protocol.ticket.ClusterSecret.Purpose;
import io.skein.protocol.wire.TokenClaimsMessage;
import io.skein.protocol.wire.TokenMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

/**
 * What makes and opens tokens, signed with the cluster's secret: of users, so that who gave a
 * password once is known to every node without shared state, and of nodes. Thread-safe.
 */
public final class TokenSealer {
  /** How every token of a user begins. */
  public static final String USER_PREFIX = "skein-user.";

  /** How every token of a node begins. */
  public static final String NODE_PREFIX = "skein-node.";

  /** For how long a node's token is accepted: long enough for one call between skewed clocks. */
  static final Duration NODE_VALIDITY = Duration.ofMinutes(1);

  private final ClusterSecret secret;
  private final Clock clock;

  /** Creates a sealer. */
  public TokenSealer(ClusterSecret secret, Clock clock) {
    this.secret = Objects.requireNonNull(secret, "secret");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Who a token is of. Immutable.
   *
   * @param user the name
   * @param credential which password the user had then
   */
  public record TokenUser(String user, String credential) {}

  /** Returns a token of the user. */
  public String user(TokenUser user, Duration validity) {
    return seal(
        Purpose.USER_TOKEN,
        USER_PREFIX,
        claims(user.user(), validity).setCredential(user.credential()).build());
  }

  /** Returns a token of a node, for one call to the node at the location. */
  public String node(String node, String location) {
    return seal(
        Purpose.NODE_TOKEN, NODE_PREFIX, claims(node, NODE_VALIDITY).setAudience(location).build());
  }

  /**
   * Returns whose the token is.
   *
   * @throws SkeinException UNAUTHENTICATED if it is altered, expired or of another cluster
   */
  public TokenUser openUser(String token) {
    TokenClaimsMessage claims = open(Purpose.USER_TOKEN, USER_PREFIX, token);
    return new TokenUser(claims.getSubject(), claims.getCredential());
  }

  /**
   * Returns the name of the node whose token it is.
   *
   * @param location of the node that is called
   * @throws SkeinException UNAUTHENTICATED if it is altered, expired, of another cluster, or meant
   *     for another node
   */
  public String openNode(String token, String location) {
    TokenClaimsMessage claims = open(Purpose.NODE_TOKEN, NODE_PREFIX, token);
    if (!claims.getAudience().equals(location)) {
      throw refused("the token is meant for another node", null);
    }
    return claims.getSubject();
  }

  private TokenClaimsMessage.Builder claims(String subject, Duration validity) {
    Instant now = clock.instant();
    return TokenClaimsMessage.newBuilder()
        .setSubject(subject)
        .setIssuedAtEpochMillis(now.toEpochMilli())
        .setExpiresAtEpochMillis(now.plus(validity).toEpochMilli());
  }

  private String seal(Purpose purpose, String prefix, TokenClaimsMessage claims) {
    ByteString bytes = claims.toByteString();
    TokenMessage message =
        TokenMessage.newBuilder()
            .setClaims(bytes)
            .setKeyId(secret.id())
            .setSignature(ByteString.copyFrom(secret.sign(purpose, bytes.toByteArray())))
            .build();
    return encode(prefix, message);
  }

  private static String encode(String prefix, TokenMessage message) {
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(message.toByteArray());
  }

  private TokenClaimsMessage open(Purpose purpose, String prefix, String token) {
    if (!token.startsWith(prefix)) {
      throw refused("the token is not one of Skein's", null);
    }
    try {
      TokenMessage message =
          TokenMessage.parseFrom(Base64.getUrlDecoder().decode(token.substring(prefix.length())));
      if (!message.getUnknownFields().asMap().isEmpty() || !encode(prefix, message).equals(token)) {
        // Base64 and protobuf have more than one spelling: only the one that was issued counts.
        throw refused("the token was altered", null);
      }
      if (!secret.has(message.getKeyId())) {
        throw refused("the token was signed by another cluster, or its key was replaced", null);
      }
      byte[] claims = message.getClaims().toByteArray();
      byte[] signature = message.getSignature().toByteArray();
      if (!secret.verifies(purpose, message.getKeyId(), claims, signature)) {
        throw refused("the token was altered", null);
      }
      TokenClaimsMessage opened = TokenClaimsMessage.parseFrom(claims);
      Instant expires = Instant.ofEpochMilli(opened.getExpiresAtEpochMillis());
      if (clock.instant().isAfter(expires)) {
        throw refused("the token expired at %s: log in again".formatted(expires), null);
      }
      return opened;
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw refused("the token is not one of Skein's", e);
    }
  }

  private static SkeinException refused(String reason, Throwable cause) {
    return new SkeinException(ErrorCode.UNAUTHENTICATED, reason, cause);
  }
}
