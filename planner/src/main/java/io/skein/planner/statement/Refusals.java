package io.skein.planner.statement;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;

/** The words in which the gate refuses. */
final class Refusals {

  private Refusals() {}

  static SkeinException statement(String message) {
    return new SkeinException(ErrorCode.STATEMENT_REFUSED, message);
  }

  static SkeinException kind(String firstWord) {
    return statement(
        "Skein answers queries only, and %s is not one: use SELECT, FROM, WITH, VALUES, TABLE, DESCRIBE, SUMMARIZE or SHOW"
            .formatted(firstWord.isEmpty() ? "this statement" : firstWord));
  }

  static SkeinException function(String name, String why) {
    return statement("the function %s is not available: %s".formatted(name, why));
  }
}
