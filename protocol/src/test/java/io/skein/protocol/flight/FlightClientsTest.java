package io.skein.protocol.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlightClientsTest {
  private final BufferAllocator allocator = new RootAllocator();
  private final FlightClients clients = new FlightClients(allocator);

  @AfterEach
  void close() {
    clients.close();
    allocator.close();
  }

  private FlightServer start(int port) {
    return FlightServers.start(
        "127.0.0.1",
        port,
        new NoOpFlightProducer() {
          @Override
          public void doAction(
              CallContext context, Action action, StreamListener<Result> listener) {
            listener.onNext(new Result("here".getBytes(StandardCharsets.UTF_8)));
            listener.onCompleted();
          }
        },
        allocator);
  }

  private String ask(String location) {
    return new String(
        clients.client(location).doAction(new Action("ask")).next().getBody(),
        StandardCharsets.UTF_8);
  }

  @Test
  void aServerThatIsBackAtItsPlaceIsReachedAtOnce() throws Exception {
    FlightServer server = start(0);
    int port = server.getPort();
    String location = server.getLocation().getUri().toString();
    assertThat(ask(location)).isEqualTo("here");
    server.close();
    // gRPC waits longer after each failure before it tries to connect again.
    long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
    while (System.nanoTime() < end) {
      assertThatThrownBy(() -> ask(location))
          .satisfies(
              e ->
                  assertThat(FlightErrors.toSkein(e).code())
                      .isEqualTo(ErrorCode.WORKER_UNAVAILABLE));
    }
    try (FlightServer again = start(port)) {
      assertThat(ask(location)).isEqualTo("here");
    }
  }

  @Test
  void whoIsNotThereRefusesACallAndWhoIsThereAgainAnswersIt() throws Exception {
    FlightServer server = start(0);
    int port = server.getPort();
    String location = server.getLocation().getUri().toString();
    Duration time = Duration.ofSeconds(10);
    assertThat(clients.call(location, time)).isEqualTo(LifeSign.ANSWERED);
    server.close();
    assertThat(clients.call(location, time)).isEqualTo(LifeSign.REFUSED);
    try (FlightServer again = start(port)) {
      assertThat(clients.call(location, time)).isEqualTo(LifeSign.ANSWERED);
    }
  }

  @Test
  void whoTakesConnectionsAndSaysNothingIsSilent() throws Exception {
    // As with a process that was stopped: the kernel connects, and nothing follows.
    try (ServerSocket stopped = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String location = "grpc+tcp://127.0.0.1:" + stopped.getLocalPort();
      assertThat(clients.call(location, Duration.ofMillis(300))).isEqualTo(LifeSign.SILENT);
    }
  }

  @Test
  void whoIsThereNowIsReachedThoughAConnectionOfBeforeNeverCameAbout() throws Exception {
    ServerSocket before = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    int port = before.getLocalPort();
    String location = "grpc+tcp://127.0.0.1:" + port;
    FutureTask<Socket> taken = new FutureTask<>(before::accept);
    Thread taking = new Thread(taken);
    taking.start();
    assertThat(clients.call(location, Duration.ofMillis(500))).isEqualTo(LifeSign.SILENT);
    // Nobody reads it, but it stays open, as where a proxy has lost the node behind it.
    try (Socket open = taken.get(10, TimeUnit.SECONDS)) {
      before.close();
      try (FlightServer now = start(port)) {
        assertThat(now.getPort()).isEqualTo(port);
        assertThat(clients.call(location, Duration.ofSeconds(10))).isEqualTo(LifeSign.ANSWERED);
        assertThat(ask(location)).isEqualTo("here");
      }
      assertThat(open.isClosed()).isFalse();
    }
  }

  @Test
  void oneConnectionServesALocation() {
    assertThat(clients.client("grpc+tcp://127.0.0.1:1"))
        .isSameAs(clients.client("grpc+tcp://127.0.0.1:1"));
  }

  @Test
  void aLocationThatIsNoneIsRefused() {
    assertThatThrownBy(() -> clients.client("worker 1"))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessage("'worker 1' is not a Flight location");
    assertThatThrownBy(() -> clients.client("http://127.0.0.1:1"))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessage("'http://127.0.0.1:1' is not a Flight location");
  }

  @Test
  void clientsThatWereClosedAreNotGivenOut() {
    clients.close();
    assertThatThrownBy(() -> clients.client("grpc+tcp://127.0.0.1:1"))
        .hasMessage("the node is closing");
  }
}
