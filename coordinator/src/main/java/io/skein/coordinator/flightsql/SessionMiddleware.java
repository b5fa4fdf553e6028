package io.skein.coordinator.flightsql;

import java.util.Optional;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.RequestContext;

/**
 * What one call's headers say of its session, and the cookie that it is answered with. Read and
 * written by the call's own thread, and by gRPC's when headers are sent.
 */
public final class SessionMiddleware implements FlightServerMiddleware {
  /** Where calls find theirs. */
  public static final Key<SessionMiddleware> KEY = Key.of("skein-session");

  /** The cookie's name, as the Flight SQL protocol has it. */
  static final String COOKIE = "arrow_flight_session_id";

  private final Optional<String> cookie;
  private final Optional<String> schemaHeader;
  private volatile String answer;

  private SessionMiddleware(Optional<String> cookie, Optional<String> schemaHeader) {
    this.cookie = cookie;
    this.schemaHeader = schemaHeader;
  }

  /** Makes one for each call. Thread-safe. */
  public static final class Factory implements FlightServerMiddleware.Factory<SessionMiddleware> {
    @Override
    public SessionMiddleware onCallStarted(
        CallInfo info, CallHeaders headers, RequestContext context) {
      Iterable<String> cookies = headers.getAll("cookie");
      return new SessionMiddleware(
          cookies == null ? Optional.empty() : find(cookies),
          Optional.ofNullable(headers.get(Sessions.SCHEMA)).filter(name -> !name.isBlank()));
    }
  }

  private static Optional<String> find(Iterable<String> headers) {
    for (String header : headers) {
      for (String pair : header.split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(COOKIE)) {
          String value = pair.substring(equals + 1).strip();
          // Clients of Java quote the values of cookies.
          String plain = value.replaceAll("^\"|\"$", "");
          return Optional.of(plain).filter(text -> !text.isEmpty());
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the session's cookie, if the call came with one. */
  Optional<String> cookie() {
    return cookie;
  }

  /** Returns the schema that a header names: drivers send options that they do not know so. */
  Optional<String> schemaHeader() {
    return schemaHeader;
  }

  /** Gives the client a new cookie. */
  void answerWith(String value) {
    answer = COOKIE + "=" + value;
  }

  /** Takes the client's cookie away. */
  void forget() {
    answer = COOKIE + "=closed; Max-Age=0";
  }

  @Override
  public void onBeforeSendingHeaders(CallHeaders headers) {
    if (answer != null) {
      headers.insert("set-cookie", answer);
    }
  }

  @Override
  public void onCallCompleted(CallStatus status) {}

  @Override
  public void onCallErrored(Throwable error) {}
}
