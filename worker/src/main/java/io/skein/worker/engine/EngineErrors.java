package io.skein.worker.engine;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what kind of error DuckDB's words mean. */
final class EngineErrors {
  /** What DuckDB says instead of the error when a query fails before its first row. */
  private static final String LOST = "Invalid Input Error: Invalid result set";

  /** What DuckDB says to all queries after one that ran into a defect. */
  private static final String REFUSAL = "database has been invalidated";

  private static final String ORIGINAL = "Original error: ";

  /** How Arrow wraps the words when they come out of a stream. */
  private static final Pattern CARRIED =
      Pattern.compile(".*CDataJniException\\{errno=-?\\d+, message=(.*)}", Pattern.DOTALL);

  /** What the operating system says when a disk is full, within DuckDB's IO errors. */
  private static final String DISK_FULL = "No space left on device";

  private static final Pattern LINE = Pattern.compile("(?<=\n)LINE (\\d+):");

  private static final Map<String, ErrorCode> CODES =
      Map.ofEntries(
          Map.entry("Parser", ErrorCode.SYNTAX_ERROR),
          Map.entry("Syntax", ErrorCode.SYNTAX_ERROR),
          Map.entry("Binder", ErrorCode.BINDING_ERROR),
          Map.entry("Catalog", ErrorCode.BINDING_ERROR),
          Map.entry("Permission", ErrorCode.STATEMENT_REFUSED),
          Map.entry("Out of Memory", ErrorCode.OUT_OF_MEMORY),
          Map.entry("INTERRUPT", ErrorCode.CANCELLED),
          Map.entry("IO", ErrorCode.INTERNAL_ERROR),
          Map.entry("INTERNAL", ErrorCode.INTERNAL_ERROR),
          Map.entry("FATAL", ErrorCode.INTERNAL_ERROR),
          Map.entry("Serialization", ErrorCode.INTERNAL_ERROR),
          Map.entry("TransactionContext", ErrorCode.INTERNAL_ERROR),
          Map.entry("Connection", ErrorCode.INTERNAL_ERROR),
          Map.entry("Resource In Use", ErrorCode.INTERNAL_ERROR));

  private EngineErrors() {}

  /** Returns the error with DuckDB's own words as its message. */
  static SkeinException of(Throwable error) {
    String words = words(error);
    if (words.contains(REFUSAL)) {
      // The query was not run, so another place may run it.
      return new SkeinException(
          ErrorCode.WORKER_UNAVAILABLE,
          "the worker's DuckDB failed in an earlier query and is started anew; try again",
          error);
    }
    if (words.contains(DISK_FULL)) {
      return new SkeinException(
          ErrorCode.OUT_OF_MEMORY,
          words + "\nThe disk of the worker's temporary folder is full: see its option --temp-dir",
          error);
    }
    return new SkeinException(code(words), words, error);
  }

  /** Returns whether DuckDB refuses all queries after this one. */
  static boolean broken(SkeinException error) {
    return error.getMessage().startsWith("INTERNAL Error")
        || error.getMessage().startsWith("FATAL Error")
        || refused(error);
  }

  private static boolean refused(SkeinException error) {
    return error.getCause() != null && words(error.getCause()).contains(REFUSAL);
  }

  /** Returns the error that made DuckDB refuse this query, if it did; else the error itself. */
  static SkeinException causeOfRefusal(SkeinException error) {
    if (!refused(error)) {
      return error;
    }
    String words = words(error.getCause());
    int original = words.indexOf(ORIGINAL);
    return new SkeinException(
        ErrorCode.INTERNAL_ERROR,
        "INTERNAL Error: " + (original < 0 ? words : words.substring(original + ORIGINAL.length())),
        error);
  }

  /** Returns whether the error's words were lost on the way. */
  static boolean lost(SkeinException error) {
    return error.getMessage().startsWith(LOST);
  }

  private static ErrorCode code(String words) {
    int end = words.indexOf(" Error: ");
    if (end < 0) {
      return ErrorCode.INTERNAL_ERROR;
    }
    // Conversion, Out of Range, Invalid Input and many more: the rows cannot be computed.
    return CODES.getOrDefault(words.substring(0, end), ErrorCode.EXECUTION_ERROR);
  }

  /** Returns DuckDB's words without those that carried them here. */
  private static String words(Throwable error) {
    String message = String.valueOf(error.getMessage());
    Matcher carried = CARRIED.matcher(message);
    String words = carried.matches() ? carried.group(1) : message;
    int trace = words.indexOf("\n\nStack Trace:");
    return trace < 0 ? words : words.substring(0, trace);
  }

  /**
   * Returns the error of a statement that was put one line below its own place, with the lines
   * counted as in the statement itself.
   */
  static SkeinException oneLineUp(SkeinException error) {
    Matcher line = LINE.matcher(error.getMessage());
    return new SkeinException(
        error.code(),
        line.replaceAll(found -> "LINE " + (Integer.parseInt(found.group(1)) - 1) + ":"),
        error.getCause());
  }
}
