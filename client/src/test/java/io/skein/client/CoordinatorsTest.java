package io.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.client.LoopbackCluster.Answer;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightClients;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of several coordinators is asked. */
class CoordinatorsTest {
  private ClientFixture fixture;
  private LoopbackCluster cluster;

  @BeforeEach
  void start() throws Exception {
    fixture = new ClientFixture();
    cluster = fixture.cluster();
  }

  @AfterEach
  void everythingIsGivenBack() throws Exception {
    fixture.close();
  }

  @Test
  void aCoordinatorThatCannotBeReachedIsNamed() throws Exception {
    int port = ClientFixture.freePort();
    try (SkeinClient lost = SkeinClient.connect("localhost", port)) {
      assertThatThrownBy(() -> lost.query("SELECT"))
          .isInstanceOfSatisfying(
              SkeinException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.COORDINATOR_UNAVAILABLE))
          .hasMessage(
              "cannot reach a coordinator at localhost:%d: is it running? (connection refused)"
                  .formatted(port));
    }
  }

  @Test
  void theNextCoordinatorIsAskedWhenOneCannotBeReached() throws Exception {
    cluster.answering(Answer.of(fixture.numbers(0, 5)));
    try (SkeinClient two =
        SkeinClient.builder()
            .coordinator("localhost", ClientFixture.freePort())
            .coordinator("localhost", cluster.port())
            .build()) {
      assertThat(two.fetchAll("SELECT")).hasSize(5);
      cluster.answering(
          sql -> {
            throw new SkeinException(ErrorCode.COORDINATOR_UNAVAILABLE, "not ready yet");
          });
      assertThatThrownBy(() -> two.fetchAll("SELECT")).hasMessage("not ready yet");
    }
  }

  @Test
  void aCoordinatorThatTakesConnectionsButDoesNotSpeakIsPassedOver() throws Exception {
    cluster.answering(Answer.of(fixture.numbers(0, 5)));
    try (ServerSocket stopped = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        SkeinClient two =
            SkeinClient.builder()
                .coordinator("localhost", stopped.getLocalPort())
                .coordinator("localhost", cluster.port())
                .build()) {
      assertThat(two.fetchAll("SELECT")).hasSize(5);
    }
  }

  @Test
  void aCoordinatorThatDoesNotSpeakIsAskedAfterTheOthersFromThenOn() throws Exception {
    try (ServerSocket stopped = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator)) {
      String silent = "grpc+tcp://localhost:" + stopped.getLocalPort();
      String speaking = "grpc+tcp://localhost:" + cluster.port();
      List<String> locations = List.of(silent, speaking);
      Coordinators coordinators = new Coordinators(locations, clients, Credentials.none());
      assertThat(clients.reachability().order(locations)).containsExactly(silent, speaking);
      assertThat(coordinators.<String>ask(coordinator -> coordinator)).isEqualTo(speaking);
      assertThat(clients.reachability().order(locations)).containsExactly(speaking, silent);
    }
  }
}
