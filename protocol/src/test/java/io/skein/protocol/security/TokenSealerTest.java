package io.skein.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.TokenSealer.TokenUser;
import io.skein.protocol.ticket.ClusterSecret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TokenSealerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final TokenUser ANNA = new TokenUser("anna", "0011");
  private static final byte[] KEY = "a key of the tests".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "another key of tests".getBytes(StandardCharsets.UTF_8);

  private static TokenSealer at(Instant now, byte[]... keys) {
    return new TokenSealer(ClusterSecret.of(List.of(keys)), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static void refuses(ThrowingCallable opening, String words) {
    assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
        .hasMessageContaining(words);
  }

  @Test
  void aTokenSaysWhoItIsOfAtEveryNodeOfTheCluster() {
    String token = at(NOW, KEY).user(ANNA, Duration.ofHours(1));
    assertThat(token).startsWith("skein-user.").doesNotContain("=");
    assertThat(at(NOW.plusSeconds(3600), OTHER, KEY).openUser(token)).isEqualTo(ANNA);
  }

  @Test
  void anExpiredOrForeignTokenIsRefused() {
    String token = at(NOW, KEY).user(ANNA, Duration.ofHours(1));
    refuses(() -> at(NOW.plusSeconds(3601), KEY).openUser(token), "the token expired at");
    refuses(() -> at(NOW, OTHER).openUser(token), "signed by another cluster");
  }

  @Test
  void everyCharacterOfATokenCounts() {
    String token = at(NOW, KEY).user(ANNA, Duration.ofHours(1));
    for (int i = 0; i < token.length(); i++) {
      for (char c : new char[] {'A', 'B', 'x', '_'}) {
        if (c != token.charAt(i)) {
          String altered = token.substring(0, i) + c + token.substring(i + 1);
          refuses(() -> at(NOW, KEY).openUser(altered), "the token");
        }
      }
    }
    refuses(() -> at(NOW, KEY).openUser(token + "A"), "the token");
    refuses(() -> at(NOW, KEY).openUser(token + "="), "the token");
  }

  @Test
  void aTokenOfOneKindIsNoneOfAnother() {
    String node = at(NOW, KEY).node("w1", "grpc+tcp://w2:1");
    refuses(() -> at(NOW, KEY).openUser(node), "not one of Skein's");
    String disguised = TokenSealer.USER_PREFIX + node.substring(TokenSealer.NODE_PREFIX.length());
    refuses(() -> at(NOW, KEY).openUser(disguised), "the token was altered");
  }

  @Test
  void aNodesTokenIsForOneOtherNodeAndOneMinute() {
    String token = at(NOW, KEY).node("w1", "grpc+tcp://w2:1");
    assertThat(at(NOW, KEY).openNode(token, "grpc+tcp://w2:1")).isEqualTo("w1");
    refuses(() -> at(NOW, KEY).openNode(token, "grpc+tcp://w3:1"), "meant for another node");
    refuses(
        () -> at(NOW.plusSeconds(61), KEY).openNode(token, "grpc+tcp://w2:1"), "the token expired");
  }
}
