package io.skein.client;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.Backoff;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.flight.FlightErrors;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * The coordinators that a client knows, any of which can answer. Thread-safe.
 *
 * <p>A call is given a coordinator's location. Where one says that the client has not logged in,
 * the call is made once more with a new token. All calls throw SkeinException
 * COORDINATOR_UNAVAILABLE if no coordinator can be reached, or what a coordinator says.
 */
final class Coordinators {
  /** A coordinator that says no is believed soon: it knows what there is. */
  static final int ATTEMPTS = 3;

  private static final Backoff BACKOFF =
      new Backoff(ATTEMPTS, Duration.ofMillis(250), Duration.ofSeconds(2));

  private final List<String> locations;
  private final FlightClients clients;
  private final Credentials credentials;

  /**
   * Creates them.
   *
   * @param locations their locations, of which the first are asked first
   */
  Coordinators(List<String> locations, FlightClients clients, Credentials credentials) {
    this.locations = List.copyOf(locations);
    this.clients = clients;
    this.credentials = credentials;
  }

  /**
   * Returns the answer of the first that can be reached and knows its cluster. One that has only
   * just started does after a moment.
   */
  <T> T ask(Function<String, T> call) {
    for (int attempt = 0; ; attempt++) {
      try {
        return askInTurn(call);
      } catch (NotReadyException e) {
        if (attempt + 1 >= BACKOFF.attempts()) {
          throw e.refusal;
        }
        Pause.after(attempt, BACKOFF);
      }
    }
  }

  /** All coordinators that can be reached do not know their cluster yet. */
  private static final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SkeinException refusal;

    NotReadyException(SkeinException refusal) {
      super(refusal);
      this.refusal = refusal;
    }
  }

  private <T> T askInTurn(Function<String, T> call) {
    List<String> silent = new ArrayList<>();
    SkeinException silence = null;
    SkeinException refusal = null;
    for (String coordinator : clients.reachability().order(locations)) {
      try {
        clients.connected(coordinator);
        return loggedIn(() -> call.apply(coordinator));
      } catch (RuntimeException e) {
        SkeinException error = FlightErrors.toSkein(e);
        if (isSilence(error, e)) {
          clients.reachability().silent(coordinator);
          silent.add(address(coordinator));
          silence = error;
        } else if (error.code() != ErrorCode.COORDINATOR_UNAVAILABLE) {
          throw error;
        } else {
          refusal = error;
        }
      }
    }
    if (refusal != null) {
      throw new NotReadyException(refusal);
    }
    throw silence(silent, silence);
  }

  /** Returns the answers of all that can be reached. */
  <T> List<T> askAll(Function<String, T> call) {
    List<T> answers = new ArrayList<>();
    SkeinException silence = null;
    for (String coordinator : locations) {
      try {
        answers.add(loggedIn(() -> call.apply(coordinator)));
      } catch (RuntimeException e) {
        silence = FlightErrors.toSkein(e);
        if (!isSilence(silence, e)) {
          throw silence;
        }
      }
    }
    if (answers.isEmpty()) {
      throw silence(addresses(), silence);
    }
    return answers;
  }

  /** Returns the answer of the first that does not refuse, or the last refusal as an error. */
  <T> T askForOne(Function<String, T> call) {
    SkeinException silence = null;
    SkeinException refusal = null;
    for (String coordinator : locations) {
      try {
        return loggedIn(() -> call.apply(coordinator));
      } catch (RuntimeException e) {
        SkeinException error = FlightErrors.toSkein(e);
        if (isSilence(error, e)) {
          silence = error;
        } else {
          refusal = error;
        }
      }
    }
    throw refusal != null ? refusal : silence(addresses(), silence);
  }

  /** Logs in again if a token was not accepted: it may have expired. */
  private <T> T loggedIn(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      if (FlightErrors.toSkein(e).code() == ErrorCode.UNAUTHENTICATED
          && credentials.forgetToken()) {
        return call.get();
      }
      throw e;
    }
  }

  // What a coordinator itself says of a worker names the worker.
  private static boolean isSilence(SkeinException error, Throwable cause) {
    return error.code() == ErrorCode.WORKER_UNAVAILABLE && error.worker().isEmpty()
        || error.code() == ErrorCode.CANCELLED && !FlightErrors.isSaid(cause);
  }

  /** Returns the error that none of the coordinators can be reached, which have these addresses. */
  private static SkeinException silence(List<String> addresses, SkeinException last) {
    return new SkeinException(
        ErrorCode.COORDINATOR_UNAVAILABLE,
        "cannot reach a coordinator at %s: is it running? (%s)"
            .formatted(String.join(" or ", addresses), reason(last)),
        last);
  }

  private List<String> addresses() {
    return locations.stream().map(Coordinators::address).toList();
  }

  private static String address(String coordinator) {
    return URI.create(coordinator).getAuthority();
  }

  private static String reason(SkeinException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return "no TLS connection: %s; --tls-ca names the authority that is to be trusted"
            .formatted(cause.getMessage());
      }
      if (cause instanceof ConnectException && cause.getMessage().contains("refused")) {
        return "connection refused";
      }
    }
    return error.getMessage();
  }
}
