package io.skein.it;

import io.skein.protocol.error.SkeinException;

/**
 * In what way an answer is not the oracle's.
 *
 * @param kind such that two differences of one kind may have one cause
 * @param lane the lane that gave the answer
 * @param besideRefusal whether the oracle refuses the query
 */
record Difference(String kind, String lane, String text, boolean besideRefusal) {

  /** Returns the difference between two answers. */
  static Difference ofRows(String lane, String text) {
    return new Difference("other rows", lane, text, false);
  }

  /** Returns the difference of an answer to a query that the oracle refuses. */
  static Difference ofMissingError(String lane, String refusal) {
    return new Difference("no error", lane, "DuckDB says: " + refusal, true);
  }

  /** Returns the difference of an error where the oracle answers. */
  static Difference ofError(SkeinException error) {
    return new Difference("fails with " + error.code(), "failed", error.describe(), false);
  }

  /** Returns the difference of an error that is not the user's, where the oracle refuses. */
  static Difference ofOtherError(SkeinException error, String refusal) {
    return new Difference(
        "fails with " + error.code(),
        "failed",
        error.describe() + ", but DuckDB says: " + refusal,
        true);
  }

  @Override
  public String toString() {
    return "%s (%s): %s".formatted(kind, lane, text);
  }
}
