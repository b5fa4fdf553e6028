package io.skein.protocol.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.ErrorFlightMetadata;
import org.junit.jupiter.api.Test;

class FlightErrorsTest {

  @Test
  void anErrorCrossesTheWireWhole() {
    SkeinException error =
        new SkeinException(ErrorCode.SHARD_CHANGED, "shard 3 was rewritten")
            .withTask("q1.0.2.0")
            .withWorker("w1")
            .withShard("orders/3");
    SkeinException arrived = FlightErrors.toSkein(FlightErrors.toFlight(error));
    assertThat(arrived.describe()).isEqualTo(error.describe());
    assertThat(arrived.code()).isEqualTo(ErrorCode.SHARD_CHANGED);
  }

  @Test
  void anErrorWithoutAWordOfSkeinsIsOfTheKindThatItsStatusMeans() {
    assertThat(
            FlightErrors.toSkein(
                CallStatus.UNAVAILABLE.withDescription("refused").toRuntimeException()))
        .hasMessage("refused")
        .isInstanceOfSatisfying(
            SkeinException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.WORKER_UNAVAILABLE));
    ErrorFlightMetadata others = new ErrorFlightMetadata();
    others.insert("other-key", "value");
    assertThat(
            FlightErrors.toSkein(CallStatus.INTERNAL.withMetadata(others).toRuntimeException())
                .code())
        .isEqualTo(ErrorCode.INTERNAL_ERROR);
  }
}
