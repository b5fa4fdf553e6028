package io.skein.protocol.flight;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.skein.protocol.ticket.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** A server whose streams do what a test says, on a thread of their own. */
final class StreamingServer implements AutoCloseable {
  private final BufferAllocator allocator = new RootAllocator();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FlightServer server;
  final AtomicReference<Throwable> failure = new AtomicReference<>();
  final CountDownLatch ended = new CountDownLatch(1);
  final CountDownLatch cancelled = new CountDownLatch(1);

  interface Stream {
    void send(BatchSender sender, BufferAllocator allocator) throws Exception;
  }

  StreamingServer(Schema schema, Duration stallTimeout, Stream stream) {
    server =
        FlightServers.start(
            "127.0.0.1",
            0,
            new NoOpFlightProducer() {
              @Override
              public void getStream(
                  CallContext context, Ticket ticket, ServerStreamListener listener) {
                BatchSender sender =
                    new BatchSender(
                        listener, schema, allocator, stallTimeout, cancelled::countDown);
                threads.execute(() -> run(sender, stream));
              }
            },
            allocator);
  }

  private void run(BatchSender sender, Stream stream) {
    try (sender) {
      try {
        stream.send(sender, allocator);
      } catch (Exception e) {
        failure.set(e);
        sender.fail(e);
      }
    } finally {
      ended.countDown();
    }
  }

  String location() {
    return server.getLocation().getUri().toString();
  }

  Endpoint endpoint() {
    return new Endpoint(ByteString.copyFromUtf8("any"), List.of(location()));
  }

  long allocated() {
    return allocator.getAllocatedMemory();
  }

  @Override
  public void close() throws Exception {
    server.close();
    threads.shutdownNow();
    threads.awaitTermination(10, TimeUnit.SECONDS);
    // gRPC gives batches back some time after the end of their stream.
    await().until(() -> allocator.getAllocatedMemory() == 0);
    allocator.close();
  }
}
