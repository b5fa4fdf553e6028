package io.skein.coordinator.security;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.AuthorizationHeader;
import io.skein.protocol.security.AuthorizationHeader.Login;
import io.skein.protocol.security.CallAuthenticator;
import io.skein.protocol.security.Caller;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.security.TokenSealer.TokenUser;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may ask a coordinator: users of the users file with their password, upon which they get a
 * token that every coordinator knows, and holders of such a token or of a JWT. Thread-safe.
 */
final class CoordinatorAuthenticator implements CallAuthenticator {
  private final Optional<Users> users;
  private final Optional<Logins> logins;
  private final Optional<JwtVerifier> jwts;
  private final TokenSealer tokens;
  private final Duration tokenValidity;

  CoordinatorAuthenticator(
      Optional<Users> users,
      Optional<JwtVerifier> jwts,
      TokenSealer tokens,
      Duration tokenValidity) {
    this.users = users;
    this.logins = users.map(Logins::new);
    this.jwts = jwts;
    this.tokens = tokens;
    this.tokenValidity = tokenValidity;
  }

  @Override
  public Authenticated authenticate(Optional<String> authorization) {
    String header =
        authorization.orElseThrow(() -> refused("the call does not say who makes it: log in"));
    Optional<Login> login = AuthorizationHeader.login(header);
    if (login.isPresent()) {
      return logIn(login.get());
    }
    String token =
        AuthorizationHeader.token(header)
            .orElseThrow(
                () -> refused("the Authorization header must be 'Basic ...' or 'Bearer ...'"));
    return new Authenticated(
        token.startsWith(TokenSealer.USER_PREFIX) ? known(token) : presented(token),
        Optional.empty());
  }

  private Authenticated logIn(Login login) {
    User user =
        logins
            .orElseThrow(() -> refused("nobody logs in by password here: present a JWT"))
            .check(login);
    String token = tokens.user(new TokenUser(user.name(), user.credential()), tokenValidity);
    return new Authenticated(new Caller(user.name(), user.grants()), Optional.of(token));
  }

  private Caller known(String token) {
    TokenUser holder = tokens.openUser(token);
    User user =
        users
            .flatMap(all -> holder(all.user(holder.user()), holder))
            .or(() -> users.flatMap(all -> holder(all.newest(holder.user()), holder)))
            .orElseThrow(
                () -> refused("the token's user is gone or has another password: log in again"));
    return new Caller(user.name(), user.grants());
  }

  private static Optional<User> holder(Optional<User> user, TokenUser holder) {
    return user.filter(found -> found.credential().equals(holder.credential()));
  }

  private Caller presented(String token) {
    return jwts.orElseThrow(() -> refused("the token is not one of Skein's")).verify(token);
  }

  private static SkeinException refused(String reason) {
    return new SkeinException(ErrorCode.UNAUTHENTICATED, reason);
  }
}
