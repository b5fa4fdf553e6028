package io.skein.protocol.flight;

import com.google.protobuf.InvalidProtocolBufferException;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.wire.ErrorMessage;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.ErrorFlightMetadata;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * The one mapper between Skein's errors and Flight's. The whole error travels in the call's
 * metadata; clients that do not know Skein read the description.
 */
public final class FlightErrors {
  /** The metadata key that carries the whole error. */
  static final String METADATA_KEY = "skein-error-bin";

  // gRPC's clients accept 8 KiB of metadata in all: base64 of the message, and the description,
  // percent-encoded, must fit in it together.
  private static final int MOST_MESSAGE_BYTES = 2_400;
  private static final int MOST_DESCRIPTION_BYTES = 2_400;

  private FlightErrors() {}

  /** Returns the error as a Flight call's outcome. An error that is not Skein's is internal. */
  public static FlightRuntimeException toFlight(Throwable error) {
    if (error instanceof FlightRuntimeException flight) {
      return flight;
    }
    SkeinException skein = toSkein(error);
    ErrorMessage.Builder message =
        ErrorMessage.newBuilder()
            .setCode(skein.code().name())
            .setMessage(shorten(skein.getMessage(), MOST_MESSAGE_BYTES, FlightErrors::utf8Bytes));
    skein.task().ifPresent(message::setTask);
    skein.worker().ifPresent(message::setWorker);
    skein.shard().ifPresent(message::setShard);
    ErrorFlightMetadata metadata = new ErrorFlightMetadata();
    metadata.insert(METADATA_KEY, message.build().toByteArray());
    return status(skein.code())
        .withDescription(
            shorten(skein.describe(), MOST_DESCRIPTION_BYTES, FlightErrors::percentEncodedBytes))
        .withMetadata(metadata)
        .withCause(error)
        .toRuntimeException();
  }

  /**
   * Returns what a failed call says. A call that failed without a word of Skein's, because nobody
   * answered for example, becomes an error of the kind that its status means.
   */
  public static SkeinException toSkein(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SkeinException skein) {
        return skein;
      }
      if (cause instanceof FlightRuntimeException flight) {
        return carried(flight).orElseGet(() -> ofStatus(flight));
      }
      if (cause instanceof OutOfMemoryError || cause instanceof OutOfMemoryException) {
        return new SkeinException(ErrorCode.OUT_OF_MEMORY, cause.toString(), error);
      }
    }
    return new SkeinException(ErrorCode.INTERNAL_ERROR, error.toString(), error);
  }

  /** Returns whether one of Skein's nodes said it, as opposed to what became of the call. */
  public static boolean isSaid(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SkeinException
          || cause instanceof FlightRuntimeException flight && carried(flight).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static Optional<SkeinException> carried(FlightRuntimeException error) {
    ErrorFlightMetadata metadata = error.status().metadata();
    // Asked for a key that it does not have, the metadata throws.
    if (metadata == null || !metadata.containsKey(METADATA_KEY)) {
      return Optional.empty();
    }
    try {
      ErrorMessage message = ErrorMessage.parseFrom(metadata.getByte(METADATA_KEY));
      SkeinException skein =
          new SkeinException(code(message.getCode()), message.getMessage(), error);
      if (!message.getTask().isEmpty()) {
        skein = skein.withTask(message.getTask());
      }
      if (!message.getWorker().isEmpty()) {
        skein = skein.withWorker(message.getWorker());
      }
      if (!message.getShard().isEmpty()) {
        skein = skein.withShard(message.getShard());
      }
      return Optional.of(skein);
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static ErrorCode code(String name) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return ErrorCode.INTERNAL_ERROR;
  }

  private static SkeinException ofStatus(FlightRuntimeException error) {
    String description = description(error);
    ErrorCode code =
        switch (error.status().code()) {
          case UNAVAILABLE -> ErrorCode.WORKER_UNAVAILABLE;
          case CANCELLED -> ErrorCode.CANCELLED;
          case TIMED_OUT -> ErrorCode.TIMED_OUT;
          case UNAUTHENTICATED, UNAUTHORIZED -> ErrorCode.UNAUTHENTICATED;
          case INVALID_ARGUMENT, NOT_FOUND, UNIMPLEMENTED, ALREADY_EXISTS ->
              ErrorCode.INVALID_REQUEST;
          case RESOURCE_EXHAUSTED -> ErrorCode.TOO_LARGE;
          // What gRPC says of a connection that breaks depends on the moment at which it does.
          case INTERNAL, UNKNOWN, OK ->
              isOfTheConnection(error) ? ErrorCode.WORKER_UNAVAILABLE : ErrorCode.INTERNAL_ERROR;
        };
    return new SkeinException(code, description, error);
  }

  /** Returns whether this side failed to read or write; the other side's causes do not cross. */
  private static boolean isOfTheConnection(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /** Returns what gRPC says; of what went wrong below it, it says as good as nothing. */
  private static String description(FlightRuntimeException error) {
    String description =
        Optional.ofNullable(error.status().description()).orElse(error.status().code().name());
    if (!description.equals("io exception")) {
      return description;
    }
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? description : root.getMessage();
  }

  private static CallStatus status(ErrorCode code) {
    return new CallStatus(
        switch (code) {
          case SYNTAX_ERROR,
              BINDING_ERROR,
              STATEMENT_REFUSED,
              EXECUTION_ERROR,
              AMBIGUOUS_TABLE,
              TABLE_UNUSABLE,
              INVALID_REQUEST ->
              FlightStatusCode.INVALID_ARGUMENT;
          case UNAUTHENTICATED -> FlightStatusCode.UNAUTHENTICATED;
          case CANCELLED -> FlightStatusCode.CANCELLED;
          case NO_WORKERS,
              SHARD_UNAVAILABLE,
              SHARD_CHANGED,
              RESULT_GONE,
              WORKER_UNAVAILABLE,
              DRAINING,
              COORDINATOR_UNAVAILABLE,
              ZOOKEEPER_UNAVAILABLE,
              TOO_MANY_QUERIES ->
              FlightStatusCode.UNAVAILABLE;
          case OUT_OF_MEMORY, TOO_LARGE -> FlightStatusCode.RESOURCE_EXHAUSTED;
          case TIMED_OUT -> FlightStatusCode.TIMED_OUT;
          case FILE_UNREADABLE, INTERNAL_ERROR -> FlightStatusCode.INTERNAL;
        });
  }

  /** Returns the text, cut between characters if it takes more bytes than the limit. */
  private static String shorten(String text, int mostBytes, IntUnaryOperator bytes) {
    int used = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      used += bytes.applyAsInt(text.codePointAt(i));
      if (used > mostBytes) {
        return text.substring(0, i) + " …";
      }
    }
    return text;
  }

  private static int utf8Bytes(int character) {
    return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  }

  private static int percentEncodedBytes(int character) {
    boolean asItIs = character >= ' ' && character <= '~' && character != '%';
    return asItIs ? 1 : 3 * utf8Bytes(character);
  }
}
