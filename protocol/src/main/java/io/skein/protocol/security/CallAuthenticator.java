package io.skein.protocol.security;

import java.util.Objects;
import java.util.Optional;

/** Decides who makes a call, of what its Authorization header says. Thread-safe. */
@FunctionalInterface
public interface CallAuthenticator {
  /**
   * Lets everybody in, whatever they say of themselves. Who logs in, as some clients always do,
   * gets a token as they expect, which says nothing.
   */
  CallAuthenticator ANYBODY =
      authorization ->
          new Authenticated(
              Caller.ANYBODY,
              authorization.flatMap(AuthorizationHeader::login).map(login -> "anybody"));

  /**
   * Returns who calls.
   *
   * @param authorization the header's text, if the call has one
   * @throws io.skein.protocol.error.SkeinException UNAUTHENTICATED
   */
  Authenticated authenticate(Optional<String> authorization);

  /**
   * Who calls, and by which token they may be known in later calls. Immutable.
   *
   * @param caller who calls
   * @param bearer the token that the answer's Authorization header has, if there is a new one
   */
  record Authenticated(Caller caller, Optional<String> bearer) {

    public Authenticated {
      Objects.requireNonNull(caller, "caller");
      Objects.requireNonNull(bearer, "bearer");
    }
  }
}
