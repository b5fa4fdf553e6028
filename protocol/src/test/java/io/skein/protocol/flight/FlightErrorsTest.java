package io.skein.protocol.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlightErrorsTest {

  /** Throws the error at a server and returns what its client sees. */
  private static FlightRuntimeException overTheWire(Throwable error) throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        FlightServer server =
            FlightServers.start(
                "127.0.0.1",
                0,
                new NoOpFlightProducer() {
                  @Override
                  public void getStream(
                      CallContext context, Ticket ticket, ServerStreamListener listener) {
                    listener.error(FlightErrors.toFlight(error));
                  }
                },
                allocator);
        FlightClient client = FlightClient.builder(allocator, server.getLocation()).build();
        var stream = client.getStream(new Ticket(new byte[0]))) {
      return catchThrowableOfType(FlightRuntimeException.class, stream::next);
    }
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void anErrorCrossesTheWireWhole(ErrorCode code) throws Exception {
    SkeinException arrived =
        FlightErrors.toSkein(
            overTheWire(
                new SkeinException(code, "what failed,\nand „why“")
                    .withTask("q1.2.3.0")
                    .withWorker("w1")
                    .withShard("shard-00001")));
    assertThat(arrived.code()).isEqualTo(code);
    assertThat(arrived).hasMessage("what failed,\nand „why“");
    assertThat(arrived.task()).contains("q1.2.3.0");
    assertThat(arrived.worker()).contains("w1");
    assertThat(arrived.shard()).contains("shard-00001");
  }

  @Test
  void aClientThatDoesNotKnowSkeinReadsTheDescription() throws Exception {
    FlightRuntimeException arrived =
        overTheWire(new SkeinException(ErrorCode.EXECUTION_ERROR, "boom").withWorker("w1"));
    assertThat(arrived).hasMessageContaining("boom (EXECUTION_ERROR, worker w1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "語", "🦆", "%", "\n"})
  void aLongMessageIsCutSoThatItStillArrives(String character) throws Exception {
    SkeinException arrived =
        FlightErrors.toSkein(
            overTheWire(
                new SkeinException(ErrorCode.EXECUTION_ERROR, "start " + character.repeat(50_000))
                    .withTask("q1.2.3.0")));
    assertThat(arrived.code()).isEqualTo(ErrorCode.EXECUTION_ERROR);
    assertThat(arrived.getMessage()).startsWith("start " + character).endsWith(character + " …");
    assertThat(arrived.task()).contains("q1.2.3.0");
  }

  @Test
  void aFailureWithoutAWordOfSkeinsBecomesAnErrorOfTheKindThatItsStatusMeans() {
    assertThat(
            FlightErrors.toSkein(
                    CallStatus.UNAVAILABLE.withDescription("io exception").toRuntimeException())
                .code())
        .isEqualTo(ErrorCode.WORKER_UNAVAILABLE);
    assertThat(FlightErrors.toSkein(CallStatus.CANCELLED.toRuntimeException()).code())
        .isEqualTo(ErrorCode.CANCELLED);
    assertThat(FlightErrors.toSkein(CallStatus.UNAUTHORIZED.toRuntimeException()).code())
        .isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @Test
  void aConnectionThatBreaksIsAPlaceThatIsGoneWhateverGrpcCallsIt() {
    for (CallStatus status : List.of(CallStatus.UNKNOWN, CallStatus.INTERNAL)) {
      SkeinException broken =
          FlightErrors.toSkein(
              status
                  .withDescription("channel closed")
                  .withCause(new ClosedChannelException())
                  .toRuntimeException());
      assertThat(broken.code()).isEqualTo(ErrorCode.WORKER_UNAVAILABLE);
      assertThat(broken).hasMessage("channel closed");
      assertThat(FlightErrors.toSkein(status.toRuntimeException()).code())
          .isEqualTo(ErrorCode.INTERNAL_ERROR);
    }
  }

  @Test
  void memoryThatRanOutIsNoDefect() {
    assertThat(FlightErrors.toSkein(new OutOfMemoryError("Java heap space")).code())
        .isEqualTo(ErrorCode.OUT_OF_MEMORY);
    assertThat(FlightErrors.toSkein(new OutOfMemoryException("direct memory")).code())
        .isEqualTo(ErrorCode.OUT_OF_MEMORY);
    assertThat(FlightErrors.toSkein(new IllegalStateException("odd")).code())
        .isEqualTo(ErrorCode.INTERNAL_ERROR);
  }

  @Test
  void theSkeinErrorInsideOthersIsTheOneThatCounts() {
    SkeinException inner = new SkeinException(ErrorCode.SHARD_CHANGED, "changed");
    assertThat(FlightErrors.toSkein(new RuntimeException(new RuntimeException(inner))))
        .isSameAs(inner);
  }
}
