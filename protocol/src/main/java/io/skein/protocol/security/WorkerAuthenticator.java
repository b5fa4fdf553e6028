package io.skein.protocol.security;

import java.util.Optional;

/**
 * What a worker makes of the Authorization header. It needs none: a ticket is all that there is to
 * redeem, and says itself what its holder may have. A token of the cluster's must be a good one;
 * what only a coordinator can check means nothing here. Thread-safe.
 */
public final class WorkerAuthenticator implements CallAuthenticator {
  private final TokenSealer tokens;

  /** Creates an authenticator that opens tokens with the sealer. */
  public WorkerAuthenticator(TokenSealer tokens) {
    this.tokens = tokens;
  }

  @Override
  public Authenticated authenticate(Optional<String> authorization) {
    Optional<String> token =
        authorization
            .flatMap(AuthorizationHeader::token)
            .filter(it -> it.startsWith(TokenSealer.USER_PREFIX));
    String user = token.map(it -> tokens.openUser(it).user()).orElse("");
    return new Authenticated(new Caller(user, TableGrants.NONE), Optional.empty());
  }
}
