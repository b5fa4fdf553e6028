package io.skein.protocol.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.profile.TaskStatistics;
import io.skein.protocol.ticket.ClusterSecret;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.Stage;
import io.skein.protocol.ticket.StageTask;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TaskGraph;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.protocol.ticket.TicketSealer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointReaderTest {
  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("n", new ArrowType.Int(32, true))));
  private static final Duration LONG = Duration.ofSeconds(30);

  private final BufferAllocator allocator = new RootAllocator();
  private final FlightClients clients = new FlightClients(allocator);
  private final AtomicInteger failovers = new AtomicInteger();

  @AfterEach
  void close() {
    clients.close();
    allocator.close();
  }

  private EndpointReader reader(String... locations) {
    return new EndpointReader(
        clients,
        new Endpoint(ByteString.copyFromUtf8("any"), List.of(locations)),
        allocator,
        failovers::incrementAndGet);
  }

  private static void send(BatchSender sender, BufferAllocator allocator, int value) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      ((IntVector) root.getVector(0)).setSafe(0, value);
      root.setRowCount(1);
      sender.send(root);
    }
  }

  private static StreamingServer sending(int... values) {
    return new StreamingServer(
        SCHEMA,
        LONG,
        (sender, memory) -> {
          sender.start();
          for (int value : values) {
            send(sender, memory, value);
          }
          sender.complete();
        });
  }

  @Test
  void statisticsAtTheEndAreNoBatch() throws Exception {
    List<TaskStatistics> told =
        List.of(new TaskStatistics(new TaskId(new QueryId("q1"), 0, 2, 0), "w1", 2, 8, 0, 0, 0, 5));
    try (StreamingServer server =
            new StreamingServer(
                SCHEMA,
                LONG,
                (sender, memory) -> {
                  sender.start();
                  send(sender, memory, 1);
                  send(sender, memory, 2);
                  sender.send(told);
                  sender.complete();
                });
        EndpointReader reader = reader(server.location())) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(reader.profile()).isEmpty();
      assertThat(reader.loadNextBatch()).isFalse();
      assertThat(reader.profile()).isEqualTo(told);
    }
  }

  private static StreamingServer failing(ErrorCode code, int... before) {
    return new StreamingServer(
        SCHEMA,
        LONG,
        (sender, memory) -> {
          sender.start();
          for (int value : before) {
            send(sender, memory, value);
          }
          throw new SkeinException(code, "of the first location");
        });
  }

  private static String nobody() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return "grpc+tcp://127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static int value(EndpointReader reader) {
    return ((IntVector) reader.getVectorSchemaRoot().getVector(0)).get(0);
  }

  @Test
  void whereNobodyAnswersTheNextLocationIsAsked() throws Exception {
    try (StreamingServer second = sending(1, 2);
        EndpointReader reader = reader(nobody(), second.location())) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(value(reader)).isEqualTo(1);
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(value(reader)).isEqualTo(2);
      assertThat(reader.loadNextBatch()).isFalse();
      assertThat(failovers).hasValue(1);
      assertThat(reader.location()).isEqualTo(second.location());
    }
  }

  @Test
  void anErrorOfTypeUnavailableBeforeTheFirstBatchMovesOn() throws Exception {
    try (StreamingServer first = failing(ErrorCode.DRAINING);
        StreamingServer second = sending(7);
        EndpointReader reader = reader(first.location(), second.location())) {
      assertThat(reader.readSchema()).isEqualTo(SCHEMA);
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(value(reader)).isEqualTo(7);
      assertThat(failovers).hasValue(1);
    }
  }

  @Test
  void anErrorAfterTheFirstBatchIsFinal() throws Exception {
    try (StreamingServer first = failing(ErrorCode.DRAINING, 1);
        StreamingServer second = sending(1, 2);
        EndpointReader reader = reader(first.location(), second.location())) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThatThrownBy(reader::loadNextBatch)
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRAINING));
      assertThat(failovers).hasValue(0);
    }
  }

  @Test
  void aWrongQueryIsNotTriedElsewhere() throws Exception {
    try (StreamingServer first = failing(ErrorCode.EXECUTION_ERROR);
        StreamingServer second = sending(1);
        EndpointReader reader = reader(first.location(), second.location())) {
      assertThatThrownBy(reader::loadNextBatch).hasMessage("of the first location");
      assertThat(failovers).hasValue(0);
    }
  }

  @Test
  void whereNoLocationAnswersTheErrorNamesTheLast() throws Exception {
    String last = nobody();
    try (EndpointReader reader = reader(nobody(), last)) {
      assertThatThrownBy(reader::loadNextBatch)
          .isInstanceOfSatisfying(
              SkeinException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.WORKER_UNAVAILABLE);
                assertThat(e.worker()).contains(last);
              });
      assertThat(failovers).hasValue(1);
    }
  }

  @Test
  void aReaderThatIsCancelledWhileItWaitsGetsAnErrorAndNotAnEnd() throws Exception {
    try (StreamingServer silent =
            new StreamingServer(
                SCHEMA,
                LONG,
                (sender, memory) -> {
                  sender.start();
                  Thread.sleep(60_000);
                });
        StreamingServer second = sending(1);
        EndpointReader reader = reader(silent.location(), second.location())) {
      reader.readSchema();
      CompletableFuture<Void> cancel =
          CompletableFuture.runAsync(
              reader::cancel, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
      assertThatThrownBy(reader::loadNextBatch)
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
      cancel.get(10, TimeUnit.SECONDS);
      assertThat(failovers).hasValue(0);
    }
  }

  /** Returns clients that wait a short time. */
  private FlightClients impatient() {
    return new FlightClients(
        allocator,
        new Deadlines(
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMillis(50)));
  }

  private static EndpointReader reader(
      FlightClients clients, BufferAllocator allocator, String... locations) {
    return new EndpointReader(
        clients, new Endpoint(ByteString.copyFromUtf8("any"), List.of(locations)), allocator);
  }

  @Test
  void whereConnectionsAreTakenButNobodySpeaksTheNextLocationIsAsked() throws Exception {
    // As with a process that was stopped: the kernel connects, and nothing follows.
    try (ServerSocket stopped = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        StreamingServer second = sending(7);
        FlightClients impatient = impatient()) {
      String first = "grpc+tcp://127.0.0.1:" + stopped.getLocalPort();
      try (EndpointReader reader = reader(impatient, allocator, first, second.location())) {
        assertThat(reader.loadNextBatch()).isTrue();
        assertThat(value(reader)).isEqualTo(7);
        assertThat(reader.location()).isEqualTo(second.location());
      }
      assertThat(impatient.reachability().isSilent(first)).isTrue();
      try (EndpointReader alone = reader(impatient, allocator, first)) {
        assertThatThrownBy(alone::loadNextBatch)
            .isInstanceOfSatisfying(
                SkeinException.class,
                e ->
                    assertThat(e.describe())
                        .isEqualTo(
                            "no connection within 2 s (WORKER_UNAVAILABLE, worker %s)"
                                .formatted(first)));
      }
    }
  }

  @Test
  void aNodeThatSendsNoSchemaInTimeIsPassedOver() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (StreamingServer hanging =
            new StreamingServer(SCHEMA, LONG, (sender, memory) -> never.await());
        StreamingServer second = sending(7);
        FlightClients impatient = impatient();
        EndpointReader reader =
            reader(impatient, allocator, hanging.location(), second.location())) {
      assertThat(reader.readSchema()).isEqualTo(SCHEMA);
      assertThat(reader.location()).isEqualTo(second.location());
      never.countDown();
    }
  }

  @Test
  void aNodeThatWorksLongerThanTheDeadlinesIsNotPassedOver() throws Exception {
    try (StreamingServer working =
            new StreamingServer(
                SCHEMA,
                LONG,
                (sender, memory) -> {
                  sender.start();
                  Thread.sleep(3_500);
                  send(sender, memory, 5);
                  sender.complete();
                });
        StreamingServer second = sending(7);
        FlightClients impatient = impatient();
        EndpointReader reader =
            reader(impatient, allocator, working.location(), second.location())) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(value(reader)).isEqualTo(5);
    }
  }

  @Test
  void aPlaceThatDidNotAnswerComesLastUntilItAnswers() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String first = "grpc+tcp://127.0.0.1:" + port;
    try (StreamingServer second = sending(7);
        FlightClients impatient = impatient()) {
      try (EndpointReader reader = reader(impatient, allocator, first, second.location())) {
        assertThat(reader.loadNextBatch()).isTrue();
      }
      List<String> order = List.of(first, second.location());
      assertThat(impatient.reachability().order(order)).containsExactly(second.location(), first);
      try (FlightServer back =
          FlightServers.start("127.0.0.1", port, new NoOpFlightProducer(), allocator)) {
        assertThat(back.getPort()).isEqualTo(port);
        await().until(() -> !impatient.reachability().isSilent(first));
      }
      assertThat(impatient.reachability().order(order)).isEqualTo(order);
    }
  }

  @Test
  void aTaskThatCouldNotReadAnotherIsNotRunElsewhere() throws Exception {
    TicketSealer sealer =
        new TicketSealer(ClusterSecret.of(ClusterSecret.randomBytes()), Clock.systemUTC());
    TaskGrant grant =
        new TaskGrant(
            new TaskGraph(
                new QueryId("q1"),
                List.of("main"),
                List.of(
                    new Stage(
                        3,
                        "SELECT 1",
                        SCHEMA,
                        new TaskOutput.Streamed(),
                        List.of(new StageTask(2, List.of(), List.of("any")))))),
            new TaskId(new QueryId("q1"), 3, 2, 0),
            OptionalInt.empty());
    ByteString ticket = sealer.seal(grant, Instant.now().plusSeconds(60));
    for (String failing : List.of("q1.3.2.1", "q1.0.2.0")) {
      try (StreamingServer first =
              new StreamingServer(
                  SCHEMA,
                  LONG,
                  (sender, memory) -> {
                    throw new SkeinException(ErrorCode.WORKER_UNAVAILABLE, "gone")
                        .withTask(failing)
                        .withWorker("w1");
                  });
          StreamingServer second = sending(7);
          EndpointReader reader =
              new EndpointReader(
                  clients,
                  new Endpoint(ticket, List.of(first.location(), second.location())),
                  allocator)) {
        if (failing.startsWith("q1.3.2.")) {
          assertThat(reader.loadNextBatch()).isTrue();
        } else {
          assertThatThrownBy(reader::loadNextBatch).hasMessage("gone");
        }
      }
    }
  }

  @Test
  void aFileThatCannotBeReadHereMayBeReadableElsewhere() throws Exception {
    try (StreamingServer first = failing(ErrorCode.FILE_UNREADABLE);
        StreamingServer second = sending(7);
        EndpointReader reader = reader(first.location(), second.location())) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(value(reader)).isEqualTo(7);
    }
  }

  @Test
  void aServerThatEndsInTheMiddleIsNoCancellingByTheUser() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    StreamingServer ending =
        new StreamingServer(
            SCHEMA,
            LONG,
            (sender, memory) -> {
              sender.start();
              send(sender, memory, 1);
              sent.countDown();
              never.await();
            });
    try (EndpointReader reader = reader(ending.location())) {
      assertThat(reader.loadNextBatch()).isTrue();
      sent.await();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> close(ending));
      assertThatThrownBy(reader::loadNextBatch)
          .isInstanceOfSatisfying(
              SkeinException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.WORKER_UNAVAILABLE));
      never.countDown();
      closing.get(30, TimeUnit.SECONDS);
    }
  }

  private static void close(StreamingServer server) {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
