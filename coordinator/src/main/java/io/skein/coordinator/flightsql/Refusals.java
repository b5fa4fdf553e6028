package io.skein.coordinator.flightsql;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;

/** What the parts of Flight SQL that Skein does not have are answered with. */
final class Refusals {

  private Refusals() {}

  static SkeinException writes(String what) {
    return new SkeinException(
        ErrorCode.STATEMENT_REFUSED,
        what
            + " is not available: Skein only reads. Tables are folders of Parquet files; write"
            + " those, and workers serve them without a restart");
  }

  static FlightRuntimeException transactions() {
    return CallStatus.UNIMPLEMENTED
        .withDescription(
            "transactions and savepoints are not available: Skein only reads, every query for"
                + " itself. Use autocommit")
        .toRuntimeException();
  }

  static FlightRuntimeException substrait() {
    return CallStatus.UNIMPLEMENTED
        .withDescription("Substrait plans are not available: send SQL")
        .toRuntimeException();
  }
}
