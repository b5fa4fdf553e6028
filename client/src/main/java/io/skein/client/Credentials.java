package io.skein.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.skein.protocol.security.AuthorizationHeader;
import io.skein.protocol.security.AuthorizationHeader.Login;
import java.util.Optional;

/**
 * What a client presents to coordinators: a token, or a name and a password until the coordinator
 * has answered with a token, and that token from then on. Thread-safe. Its text form shows nothing.
 */
final class Credentials implements ClientInterceptor {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of(AuthorizationHeader.NAME, Metadata.ASCII_STRING_MARSHALLER);

  private final Optional<Login> login;
  private volatile Optional<String> token;

  private Credentials(Optional<Login> login, Optional<String> token) {
    this.login = login;
    this.token = token;
  }

  /** Returns the credentials of who says nothing of themselves. */
  static Credentials none() {
    return new Credentials(Optional.empty(), Optional.empty());
  }

  static Credentials login(String user, String password) {
    return new Credentials(Optional.of(new Login(user, password)), Optional.empty());
  }

  static Credentials token(String token) {
    return new Credentials(Optional.empty(), Optional.of(token));
  }

  /**
   * Forgets the token that a coordinator gave, which may have expired; returns whether another
   * attempt, with the password, makes sense.
   */
  boolean forgetToken() {
    boolean again = login.isPresent() && token.isPresent();
    if (again) {
      token = Optional.empty();
    }
    return again;
  }

  private Optional<String> header() {
    return token.map(AuthorizationHeader::ofToken).or(() -> login.map(AuthorizationHeader::of));
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        header().ifPresent(text -> headers.put(HEADER, text));
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onHeaders(Metadata answer) {
                take(answer);
                super.onHeaders(answer);
              }
            },
            headers);
      }
    };
  }

  private void take(Metadata answer) {
    if (login.isPresent()) {
      Optional.ofNullable(answer.get(HEADER))
          .flatMap(AuthorizationHeader::token)
          .ifPresent(given -> token = Optional.of(given));
    }
  }

  @Override
  public String toString() {
    return "Credentials";
  }
}
