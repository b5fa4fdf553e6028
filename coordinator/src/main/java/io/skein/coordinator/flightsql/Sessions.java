package io.skein.coordinator.flightsql;

import io.skein.coordinator.query.QueryService;
import io.skein.coordinator.query.SessionOptions;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.CallerMiddleware;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.SessionGrant;
import io.skein.protocol.ticket.TicketSealer;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.arrow.flight.CloseSessionResult;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.GetSessionOptionsResult;
import org.apache.arrow.flight.NoOpSessionOptionValueVisitor;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;

/**
 * Sessions, of which nothing is kept: the cookie has what the client set, signed. A session has two
 * options, {@code schema}, in which unqualified names are looked up first, and {@code catalog}, of
 * which there is one. Thread-safe.
 */
public final class Sessions {
  /** The option, and the header, that names a schema. */
  static final String SCHEMA = "schema";

  /** The option that names a catalog; JDBC drivers set it for {@code catalog=} in the URL. */
  static final String CATALOG = "catalog";

  private static final Duration VALIDITY = Duration.ofDays(7);

  private final QueryService queries;
  private final TicketSealer sealer;

  /** Creates the sessions of a coordinator. */
  public Sessions(QueryService queries, TicketSealer sealer) {
    this.queries = queries;
    this.sealer = sealer;
  }

  /**
   * Returns what the client of the call set, by session options or else by a header.
   *
   * @throws SkeinException UNAUTHENTICATED if the cookie is altered or expired
   */
  public SessionOptions options(CallContext context) {
    return middleware(context)
        .map(
            call -> {
              Optional<String> set = Optional.ofNullable(cookie(call).get(SCHEMA));
              return new SessionOptions(set.or(call::schemaHeader));
            })
        .orElse(SessionOptions.NONE);
  }

  SetSessionOptionsResult set(SetSessionOptionsRequest request, CallContext context) {
    SessionMiddleware call = middleware(context).orElseThrow(Sessions::noCookies);
    Map<String, String> options = new TreeMap<>(cookie(call));
    Map<String, SetSessionOptionsResult.Error> errors = new LinkedHashMap<>();
    request
        .getSessionOptions()
        .forEach(
            (name, value) -> {
              SetSessionOptionsResult.ErrorValue error = set(options, name, value, context);
              if (error != null) {
                errors.put(name, new SetSessionOptionsResult.Error(error));
              }
            });
    call.answerWith(cookie(options));
    return new SetSessionOptionsResult(errors);
  }

  private SetSessionOptionsResult.ErrorValue set(
      Map<String, String> options, String name, SessionOptionValue value, CallContext context) {
    if (!name.equals(SCHEMA) && !name.equals(CATALOG)) {
      return SetSessionOptionsResult.ErrorValue.INVALID_NAME;
    }
    if (value.acceptVisitor(new AbsenceVisitor()) != null) {
      options.remove(name);
      return null;
    }
    String text = value.acceptVisitor(new TextVisitor());
    boolean known =
        text != null
            && (name.equals(CATALOG)
                ? text.equalsIgnoreCase(ShellDatabase.DATABASE)
                : hasSchema(text, context));
    if (!known) {
      return SetSessionOptionsResult.ErrorValue.INVALID_VALUE;
    }
    options.put(name, text);
    return null;
  }

  private boolean hasSchema(String schema, CallContext context) {
    if (schema.equalsIgnoreCase(TableName.MAIN)) {
      return true;
    }
    return queries.catalog(CallerMiddleware.caller(context)).tables().keySet().stream()
        .anyMatch(table -> table.schema().equalsIgnoreCase(schema));
  }

  GetSessionOptionsResult get(CallContext context) {
    Map<String, SessionOptionValue> options = new TreeMap<>();
    options.put(CATALOG, SessionOptionValueFactory.makeSessionOptionValue(ShellDatabase.DATABASE));
    options(context)
        .schema()
        .ifPresent(
            schema ->
                options.put(SCHEMA, SessionOptionValueFactory.makeSessionOptionValue(schema)));
    return new GetSessionOptionsResult(options);
  }

  CloseSessionResult close(CallContext context) {
    middleware(context).ifPresent(SessionMiddleware::forget);
    return new CloseSessionResult(CloseSessionResult.Status.CLOSED);
  }

  private Map<String, String> cookie(SessionMiddleware call) {
    if (call.cookie().isEmpty()) {
      return Map.of();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(call.cookie().get());
      if (sealer.open(bytes).grant() instanceof SessionGrant session) {
        return session.options();
      }
    } catch (IllegalArgumentException e) {
      throw unusable(ErrorCode.UNAUTHENTICATED, "it is not one of Skein's", e);
    } catch (SkeinException e) {
      throw unusable(e.code(), e.getMessage(), e);
    }
    throw unusable(ErrorCode.UNAUTHENTICATED, "it is a ticket", null);
  }

  private static SkeinException unusable(ErrorCode code, String why, Throwable cause) {
    // Going on without it would answer with the tables of another schema.
    return new SkeinException(
        code, "the session's cookie cannot be used, connect again: " + why, cause);
  }

  private String cookie(Map<String, String> options) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            sealer.seal(new SessionGrant(options), sealer.expiry(VALIDITY)).toByteArray());
  }

  private static Optional<SessionMiddleware> middleware(CallContext context) {
    return Optional.ofNullable(context.getMiddleware(SessionMiddleware.KEY));
  }

  private static IllegalStateException noCookies() {
    return new IllegalStateException("the server runs without its session middleware");
  }

  /** Gives the text of a value that is one, else null. */
  private static final class TextVisitor extends NoOpSessionOptionValueVisitor<String> {
    @Override
    public String visit(String value) {
      return value;
    }
  }

  /** Gives true for the value that unsets an option, else null. */
  private static final class AbsenceVisitor extends NoOpSessionOptionValueVisitor<Boolean> {
    @Override
    public Boolean visit(Void value) {
      return true;
    }
  }
}
