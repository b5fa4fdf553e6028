package io.skein.planner.shell;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.sql.SQLException;

/** Sorts what the planning DuckDB says of a query; the words stay its own. */
final class DuckDbErrors {

  private DuckDbErrors() {}

  static SkeinException toSkein(SQLException error) {
    String message = String.valueOf(error.getMessage());
    return new SkeinException(code(message), message, error);
  }

  private static ErrorCode code(String message) {
    if (message.startsWith("Parser Error")) {
      return ErrorCode.SYNTAX_ERROR;
    }
    if (message.startsWith("Binder Error") || message.startsWith("Catalog Error")) {
      return ErrorCode.BINDING_ERROR;
    }
    if (message.startsWith("Permission Error")) {
      return ErrorCode.STATEMENT_REFUSED;
    }
    if (message.startsWith("INTERNAL Error")) {
      return ErrorCode.INTERNAL_ERROR;
    }
    if (message.startsWith("Out of Memory Error")) {
      return ErrorCode.OUT_OF_MEMORY;
    }
    return ErrorCode.EXECUTION_ERROR;
  }
}
