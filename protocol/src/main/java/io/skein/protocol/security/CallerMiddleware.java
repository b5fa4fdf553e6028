package io.skein.protocol.security;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.skein.protocol.flight.FlightErrors;
import io.skein.protocol.security.CallAuthenticator.Authenticated;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.auth2.Auth2Constants;

/** What is known of who makes one call: it is found out before the call reaches the service. */
public final class CallerMiddleware implements FlightServerMiddleware {
  /** The header in which nodes present their tokens to each other. */
  public static final String NODE_HEADER = "skein-node";

  /** Where a server keeps it. */
  public static final Key<CallerMiddleware> KEY = Key.of("skein-caller");

  private static final Context.Key<Boolean> CERTIFIED = Context.keyWithDefault("certified", false);

  private final Authenticated authenticated;
  private final Optional<String> nodeToken;

  private CallerMiddleware(Authenticated authenticated, Optional<String> nodeToken) {
    this.authenticated = authenticated;
    this.nodeToken = nodeToken;
  }

  /** Returns what makes one for each call; calls of whom it does not accept end there. */
  public static Factory<CallerMiddleware> factory(CallAuthenticator authenticator) {
    return (info, headers, context) -> {
      try {
        Authenticated authenticated =
            authenticator.authenticate(Optional.ofNullable(headers.get(AuthorizationHeader.NAME)));
        context.put(Auth2Constants.PEER_IDENTITY_KEY, authenticated.caller().user());
        return new CallerMiddleware(authenticated, Optional.ofNullable(headers.get(NODE_HEADER)));
      } catch (RuntimeException e) {
        throw FlightErrors.toFlight(e);
      }
    };
  }

  /** Returns what notes whether the other side of a call's connection has a good certificate. */
  public static ServerInterceptor certificates() {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        return Contexts.interceptCall(
            Context.current().withValue(CERTIFIED, isCertified(session)), call, headers, next);
      }
    };
  }

  private static boolean isCertified(SSLSession session) {
    try {
      return session != null && session.getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  /** Returns who makes the call. */
  public static Caller caller(CallContext context) {
    CallerMiddleware middleware = context.getMiddleware(KEY);
    return middleware == null ? Caller.ANYBODY : middleware.authenticated.caller();
  }

  /** Returns the token by which a node says that it calls. */
  static Optional<String> nodeToken(CallContext context) {
    CallerMiddleware middleware = context.getMiddleware(KEY);
    return middleware == null ? Optional.empty() : middleware.nodeToken;
  }

  /** Returns whether the other side of the call that runs has a certificate that was checked. */
  static boolean isCertified() {
    return CERTIFIED.get();
  }

  @Override
  public void onBeforeSendingHeaders(CallHeaders outgoing) {
    authenticated
        .bearer()
        .ifPresent(
            token -> outgoing.insert(AuthorizationHeader.NAME, AuthorizationHeader.ofToken(token)));
  }

  @Override
  public void onCallCompleted(CallStatus status) {}

  @Override
  public void onCallErrored(Throwable error) {}
}
