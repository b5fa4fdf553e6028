package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.security.AuthorizationHeader;
import io.skein.protocol.security.AuthorizationHeader.Login;
import io.skein.protocol.security.CallerMiddleware;
import io.skein.protocol.security.ConnectionSecurity;
import io.skein.protocol.security.NodeSecurity;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.security.TokenSealer.TokenUser;
import io.skein.protocol.ticket.ClusterSecret;
import io.skein.standalone.testing.TestCluster;
import io.skein.standalone.testing.TestSecurity;
import io.skein.worker.task.TrafficCount;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls that no client of good will makes: mutated tickets, headers, handshakes and commands, and
 * too large ones, against nodes with TLS. Nothing of them runs, and the nodes serve on.
 */
class HostileCallsIT {
  private static final long SEED = 20_261_127;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of(AuthorizationHeader.NAME, Metadata.ASCII_STRING_MARSHALLER);

  @TempDir static Path folder;
  private static TestCluster cluster;
  private static ManagedChannel coordinator;
  private static ManagedChannel worker;
  private static Metadata loggedIn;
  private static List<TrafficCount> before;

  @BeforeAll
  static void start() throws Exception {
    ShardFiles.write(folder.resolve("t"), 2, "SELECT i FROM range(10) t(i)");
    cluster = TestCluster.builder().workers(2).secured().sharedData(folder).build();
    coordinator = channel("127.0.0.1", cluster.cluster().port());
    URI location = URI.create(cluster.cluster().worker("w1").location());
    worker = channel(location.getHost(), location.getPort());
    loggedIn = header(AuthorizationHeader.of(new Login(TestSecurity.USER, TestSecurity.PASSWORD)));
    before = traffic();
  }

  @AfterAll
  static void stop() throws Exception {
    assertThat(traffic()).isEqualTo(before);
    coordinator.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    worker.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    assertThat(cluster.rows("SELECT count(*) FROM t")).hasToString("[[10]]");
    cluster.assertNothingHeld();
    cluster.close();
  }

  private static ManagedChannel channel(String host, int port) {
    return NettyChannelBuilder.forAddress(host, port)
        .sslContext(cluster.security().orElseThrow().clientFiles().connecting())
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  private static List<TrafficCount> traffic() {
    return List.of(
        cluster.cluster().worker("w1").exchanged(), cluster.cluster().worker("w2").exchanged());
  }

  private static Metadata header(String text) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, text);
    return headers;
  }

  private static FlightServiceGrpc.FlightServiceBlockingStub flight(
      ManagedChannel channel, Metadata headers) {
    return FlightServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static Flight.FlightDescriptor command(byte[] bytes) {
    return Flight.FlightDescriptor.newBuilder()
        .setType(Flight.FlightDescriptor.DescriptorType.CMD)
        .setCmd(ByteString.copyFrom(bytes))
        .build();
  }

  private static Flight.FlightDescriptor command(String sql) {
    return command(sql.getBytes(StandardCharsets.UTF_8));
  }

  /** Flips, cuts, lengthens, or overwrites a part. */
  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes =
        switch (random.nextInt(5)) {
          case 0 -> Arrays.copyOf(good, random.nextInt(good.length));
          case 1 -> Arrays.copyOf(good, good.length + 1 + random.nextInt(20));
          default -> good.clone();
        };
    if (bytes.length == good.length) {
      int flips = 1 + random.nextInt(4);
      for (int i = 0; i < flips; i++) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      }
    }
    return Arrays.equals(bytes, good) ? new byte[] {1} : bytes;
  }

  private static Status.Code outcome(Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static void drain(Iterator<?> answers) {
    answers.forEachRemaining(answer -> {});
  }

  @Test
  void aMutatedTicketIsRefusedByEveryNode() {
    Flight.FlightInfo info =
        flight(coordinator, loggedIn).getFlightInfo(command("SELECT sum(i) FROM t WHERE i > 3"));
    byte[] ticket = info.getEndpoint(0).getTicket().getTicket().toByteArray();
    Random random = new Random(SEED);
    Map<Status.Code, Integer> outcomes = new EnumMap<>(Status.Code.class);
    for (int i = 0; i < 6_000; i++) {
      Flight.Ticket mutated =
          Flight.Ticket.newBuilder()
              .setTicket(ByteString.copyFrom(mutated(ticket, random)))
              .build();
      boolean atWorker = i % 4 != 0;
      outcomes.merge(
          outcome(
              () ->
                  drain(
                      atWorker
                          ? flight(worker, new Metadata()).doGet(mutated)
                          : flight(coordinator, loggedIn).doGet(mutated))),
          1,
          Integer::sum);
    }
    assertThat(outcomes).containsOnlyKeys(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aMutatedHeaderIsRefused() {
    AtomicReference<Metadata> answered = new AtomicReference<>();
    flight(coordinator, loggedIn)
        .withInterceptors(
            MetadataUtils.newCaptureMetadataInterceptor(answered, new AtomicReference<>()))
        .getFlightInfo(command("SELECT 1"));
    String header = answered.get().get(AUTHORIZATION);
    String token = AuthorizationHeader.token(header).orElseThrow();
    assertThat(
            outcome(() -> flight(coordinator, header(header)).getFlightInfo(command("SELECT 1"))))
        .isEqualTo(Status.Code.OK);
    Random random = new Random(SEED);
    Map<Status.Code, Integer> outcomes = new EnumMap<>(Status.Code.class);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = mutated(token.getBytes(StandardCharsets.US_ASCII), random);
      for (int at = 0; at < bytes.length; at++) {
        if (bytes[at] <= ' ' || bytes[at] > '~') {
          // gRPC itself sends no such characters.
          bytes[at] = (byte) ('!' + Math.floorMod(bytes[at], 94));
        }
      }
      String mutated = new String(bytes, StandardCharsets.US_ASCII) + (i % 10 == 0 ? "!" : "");
      if (mutated.equals(token)) {
        // What gRPC does not send was replaced by what had been there.
        continue;
      }
      Metadata headers = header(AuthorizationHeader.ofToken(mutated));
      outcomes.merge(
          outcome(() -> flight(coordinator, headers).getFlightInfo(command("SELECT 1"))),
          1,
          Integer::sum);
    }
    assertThat(outcomes).containsOnlyKeys(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void aHandshakeOfAnyBytesEndsAndSaysNothingWithoutAPassword() throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < 1_000; i++) {
      byte[] payload = new byte[random.nextInt(200)];
      random.nextBytes(payload);
      Metadata headers = i % 2 == 0 ? new Metadata() : header("Bearer " + "x".repeat(i % 100));
      CompletableFuture<Integer> answers = new CompletableFuture<>();
      StreamObserver<Flight.HandshakeRequest> requests =
          FlightServiceGrpc.newStub(coordinator)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .handshake(counting(answers));
      requests.onNext(
          Flight.HandshakeRequest.newBuilder().setPayload(ByteString.copyFrom(payload)).build());
      requests.onCompleted();
      assertThatThrownBy(() -> answers.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("UNAUTHENTICATED");
    }
  }

  private static StreamObserver<Flight.HandshakeResponse> counting(
      CompletableFuture<Integer> answers) {
    return new StreamObserver<>() {
      private int count;

      @Override
      public void onNext(Flight.HandshakeResponse answer) {
        count++;
      }

      @Override
      public void onError(Throwable error) {
        answers.completeExceptionally(error);
      }

      @Override
      public void onCompleted() {
        answers.complete(count);
      }
    };
  }

  @Test
  void aCommandOfAnyBytesIsAUsersErrorAndNoneOfTheNodes() {
    byte[] good = "SELECT i FROM t WHERE i > 3 ORDER BY i".getBytes(StandardCharsets.UTF_8);
    Random random = new Random(SEED);
    Map<Status.Code, Integer> outcomes = new EnumMap<>(Status.Code.class);
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = mutated(good, random);
      outcomes.merge(
          outcome(() -> flight(coordinator, loggedIn).getFlightInfo(command(bytes))),
          1,
          Integer::sum);
    }
    // Some are still queries.
    assertThat(outcomes).containsOnlyKeys(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void aMessageOrHeadersThatAreTooLargeAreRefused() {
    assertThat(
            outcome(
                () ->
                    flight(coordinator, loggedIn)
                        .getFlightInfo(command("SELECT '" + "x".repeat(70 << 20) + "'"))))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(
            outcome(
                () ->
                    drain(
                        flight(worker, new Metadata())
                            .doGet(
                                Flight.Ticket.newBuilder()
                                    .setTicket(ByteString.copyFrom(new byte[70 << 20]))
                                    .build()))))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(
            outcome(
                () ->
                    flight(coordinator, header("Bearer " + "x".repeat(40_000)))
                        .getFlightInfo(command("SELECT 1"))))
        .isNotEqualTo(Status.Code.OK);
  }

  @Test
  void whatAWorkerHasAndDoesOnlyNodesAreTold() {
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients users =
            new FlightClients(
                allocator,
                new ConnectionSecurity(
                    cluster.security().map(TestSecurity::clientFiles), location -> List.of()));
        FlightClients nodes =
            new FlightClients(allocator, ConnectionSecurity.of(cluster.cluster().security()))) {
      String location = cluster.cluster().worker("w1").location();
      NodeSecurity security = cluster.cluster().security();
      TokenSealer tokens = new TokenSealer(security.secret(), Clock.systemUTC());
      FlightClient user = users.client(location);
      FlightClient node = nodes.client(location);
      String token = tokens.node("test", location);
      assertThat(ask(node, token)).isPositive();
      refuses(() -> ask(user, token), "a node must present a certificate");
      refuses(() -> ask(node, ""), "not one of Skein's");
      refuses(
          () -> user.doAction(new Action(Inventory.ACTION)).next(), "only nodes of the cluster");
      refuses(
          () -> ask(node, tokens.node("test", "grpc+tls://127.0.0.1:1")), "meant for another node");
      TokenSealer foreign =
          new TokenSealer(ClusterSecret.of(ClusterSecret.randomBytes()), Clock.systemUTC());
      refuses(() -> ask(node, foreign.node("test", location)), "signed by another cluster");
      String users1 = tokens.user(new TokenUser("tester", ""), Duration.ofHours(1));
      refuses(() -> ask(node, users1), "not one of Skein's");
    }
  }

  private static int ask(FlightClient client, String token) {
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert(CallerMiddleware.NODE_HEADER, token);
    int answers = 0;
    for (var all = client.doAction(new Action(Inventory.ACTION), new HeaderCallOption(headers));
        all.hasNext();
        all.next()) {
      answers++;
    }
    return answers;
  }

  private static void refuses(Runnable call, String words) {
    assertThatThrownBy(call::run)
        .isInstanceOf(FlightRuntimeException.class)
        .hasMessageContaining(words);
  }
}
