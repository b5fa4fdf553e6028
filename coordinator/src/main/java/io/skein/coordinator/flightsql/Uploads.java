package io.skein.coordinator.flightsql;

import com.google.protobuf.Message;
import io.skein.protocol.flight.FlightErrors;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightProducer.StreamListener;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** The end of an upload: one message back, or an error. */
final class Uploads {

  private Uploads() {}

  /** Answers the client with what the action gives, or with its error. */
  static void answer(
      BufferAllocator allocator,
      StreamListener<PutResult> listener,
      Supplier<Optional<? extends Message>> action) {
    try {
      action.get().ifPresent(message -> send(message, allocator, listener));
      listener.onCompleted();
    } catch (RuntimeException e) {
      listener.onError(FlightErrors.toFlight(e));
    }
  }

  private static void send(
      Message message, BufferAllocator allocator, StreamListener<PutResult> listener) {
    byte[] bytes = message.toByteArray();
    ArrowBuf buffer = allocator.buffer(bytes.length);
    buffer.writeBytes(bytes);
    // The result owns the buffer.
    try (PutResult result = PutResult.metadata(buffer)) {
      listener.onNext(result);
    }
  }
}
