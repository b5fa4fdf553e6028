package io.skein.coordinator.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.security.CallAuthenticator;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.ticket.ClusterSecret;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AuthenticationOptionsTest {
  private final TokenSealer tokens =
      new TokenSealer(ClusterSecret.of(ClusterSecret.randomBytes()), Clock.systemUTC());

  private CallAuthenticator authenticator(String host, String... arguments) {
    return CommandLine.populateCommand(new AuthenticationOptions(), arguments)
        .authenticator(host, tokens);
  }

  @Test
  void everybodyIsLetInOnTheLoopbackInterfaceOnly() {
    assertThat(authenticator("127.0.0.1")).isSameAs(CallAuthenticator.ANYBODY);
    assertThat(authenticator("::1")).isSameAs(CallAuthenticator.ANYBODY);
    assertThatThrownBy(() -> authenticator("0.0.0.0"))
        .hasMessageContaining("on 0.0.0.0 everybody could read all tables")
        .hasMessageContaining("--allow-anonymous");
    assertThat(authenticator("0.0.0.0", "--allow-anonymous")).isSameAs(CallAuthenticator.ANYBODY);
  }

  @Test
  void whatIsWrongWithTheOptionsIsNamed() {
    assertThatThrownBy(() -> authenticator("::1", "--users-file", "nosuch.json"))
        .hasMessageContaining("cannot read the users file")
        .hasMessageContaining("nosuch.json");
    assertThatThrownBy(() -> authenticator("::1", "--jwt-keys", "k.pem"))
        .hasMessage("--jwt-keys needs --jwt-issuer");
    assertThatThrownBy(
            () ->
                authenticator(
                    "::1", "--jwt-keys", "k", "--jwt-issuer", "i", "--jwt-algorithms", "HS256"))
        .hasMessageContaining("--jwt-algorithms: HS256 is none of [ES256");
    assertThatThrownBy(
            () -> authenticator("::1", "--jwt-keys", "http://a.example/k", "--jwt-issuer", "i"))
        .hasMessageContaining("http://a.example/k");
  }
}
