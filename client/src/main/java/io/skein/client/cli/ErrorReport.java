package io.skein.client.cli;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.ErrorType;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.io.PrintWriter;

/** What users see of errors, and the exit codes that scripts see. */
final class ErrorReport {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int UNREACHABLE = 3;

  private final PrintWriter err;
  private final boolean verbose;

  ErrorReport(PrintWriter err, boolean verbose) {
    this.err = err;
    this.verbose = verbose;
  }

  /** Prints the error and returns the exit code. */
  int report(Exception error) {
    err.println("Error: " + describe(error));
    if (verbose) {
      error.printStackTrace(err);
    }
    err.flush();
    return error instanceof SkeinException skein
            && skein.code() == ErrorCode.COORDINATOR_UNAVAILABLE
        ? UNREACHABLE
        : FAILED;
  }

  private String describe(Exception error) {
    if (error instanceof SkeinException skein) {
      if (skein.code() == ErrorCode.COORDINATOR_UNAVAILABLE) {
        return skein.getMessage()
            + System.lineSeparator()
            + "Name another with --host and --port, or start a cluster with './skein demo'.";
      }
      return skein.describe() + (skein.code().type() == ErrorType.INTERNAL ? hint() : "");
    }
    return error instanceof IOException ? error.getMessage() : error + hint();
  }

  private String hint() {
    return verbose ? "" : System.lineSeparator() + "Run again with --verbose for the details.";
  }
}
