package io.skein.it.docs;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.ErrorType;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of the error codes: what each means, and who does something about it. */
final class ErrorReference {
  private static final Path SOURCE =
      Path.of("protocol/src/main/java/io/skein/protocol/error/ErrorCode.java");
  private static final Pattern CONSTANT =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*([A-Z_]+)\\(ErrorType", Pattern.DOTALL);

  private ErrorReference() {}

  /** Returns the page. The meanings are the Javadoc of the constants. */
  static String page(Path root) throws IOException {
    Map<ErrorCode, String> meanings = meanings(Files.readString(root.resolve(SOURCE)));
    MarkdownTable table =
        new MarkdownTable("Code", "Type", "Flight status", "Meaning", "Who tries again");
    for (ErrorCode code : ErrorCode.values()) {
      table.add(
          MarkdownTable.code(code.name()),
          code.type().name(),
          FlightErrors.toFlight(new SkeinException(code, "")).status().code().name(),
          meanings.get(code),
          whoRetries(code));
    }
    return """
        # Errors

        Every error has one of these codes. It crosses the wire whole: the code, the message, the
        task, the worker and the shard travel in the metadata of the Flight call; the description of
        the call's status has the same as text, for clients that do not know Skein.

        """
        + table
        + """

        A result is complete or it is an error. Nothing of a failed attempt is part of a result:
        a query that is planned again starts from nothing.
        """;
  }

  private static Map<ErrorCode, String> meanings(String source) {
    Map<ErrorCode, String> meanings = new EnumMap<>(ErrorCode.class);
    Matcher constant = CONSTANT.matcher(source);
    while (constant.find()) {
      String text = constant.group(1).replaceAll("\\s*\\n\\s*\\*", " ").strip();
      meanings.put(ErrorCode.valueOf(constant.group(2)), text.replaceAll("\\s+", " "));
    }
    for (ErrorCode code : ErrorCode.values()) {
      if (!meanings.containsKey(code)) {
        throw new IllegalStateException("%s has no Javadoc in %s".formatted(code, SOURCE));
      }
    }
    return meanings;
  }

  private static String whoRetries(ErrorCode code) {
    return switch (code) {
      case SHARD_CHANGED, WORKER_UNAVAILABLE, DRAINING ->
          "the reader, at the ticket's next location, while nothing was delivered; then the client"
              + " has the query planned again, up to three times in all";
      case RESULT_GONE -> "nobody inside the query; the client may have it planned again";
      case NO_WORKERS, SHARD_UNAVAILABLE ->
          "nobody, while the query is planned: start the workers that are missing";
      case COORDINATOR_UNAVAILABLE ->
          "nobody: the client has asked every coordinator that it knows";
      case ZOOKEEPER_UNAVAILABLE -> "nobody: the node does not start";
      default -> byType(code.type());
    };
  }

  private static String byType(ErrorType type) {
    return switch (type) {
      case USER -> "nobody";
      case UNAVAILABLE -> "the reader, at the ticket's next location, while nothing was delivered";
      case RESOURCE -> "nobody: ask for less, or later";
      case INTERNAL -> "nobody: look at the log of the node";
    };
  }
}
