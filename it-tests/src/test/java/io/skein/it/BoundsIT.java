package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.skein.coordinator.tracking.QueryLimits;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.ErrorType;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.query.QueryState;
import io.skein.protocol.ticket.Endpoint;
import io.skein.standalone.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What more clients than there are places for do to a cluster and each other. */
class BoundsIT {
  private static final int ROWS = 200_000;
  private static final String ALL = "SELECT * FROM t";

  @TempDir static Path data;
  private final BufferAllocator allocator = new RootAllocator();
  private FlightClients clients;
  private TestCluster cluster;

  @BeforeAll
  static void write() throws Exception {
    ShardFiles.write(
        data.resolve("t"),
        2,
        "SELECT i, md5(i::VARCHAR)[1:16] AS s FROM range(%d) t(i)".formatted(ROWS));
  }

  @BeforeEach
  void connect() {
    clients = new FlightClients(allocator);
  }

  @AfterEach
  void close() throws Exception {
    clients.close();
    cluster.assertNothingHeld();
    cluster.close();
    allocator.close();
  }

  private void start(int workers) {
    cluster =
        TestCluster.builder()
            .workers(workers)
            .sharedData(data)
            .limits(
                new QueryLimits(
                    2, 2, Duration.ofMinutes(1), Duration.ofMinutes(1), Optional.empty(), 2))
            .build();
  }

  private String location() {
    return "grpc+tcp://127.0.0.1:" + cluster.cluster().port();
  }

  private FlightClient coordinator() {
    return clients.client(location());
  }

  private FlightInfo plan(String sql) {
    return coordinator().getInfo(FlightDescriptor.command(sql.getBytes(StandardCharsets.UTF_8)));
  }

  private EndpointReader open(FlightEndpoint endpoint) {
    return new EndpointReader(clients, Endpoint.of(endpoint, location()), allocator);
  }

  private long read(FlightEndpoint endpoint) {
    long rows = 0;
    try (EndpointReader reader = open(endpoint)) {
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return rows;
  }

  private List<String> queued() {
    return cluster.client().queries().stream()
        .filter(query -> query.state() == QueryState.QUEUED)
        .map(query -> query.sql())
        .toList();
  }

  private CompletableFuture<FlightInfo> enqueue(String sql, int waiting) {
    CompletableFuture<FlightInfo> planned = CompletableFuture.supplyAsync(() -> plan(sql));
    await().atMost(Duration.ofSeconds(20)).until(() -> queued().size() == waiting);
    return planned;
  }

  private void end(FlightInfo info) {
    coordinator().cancelFlightInfo(new CancelFlightInfoRequest(info));
  }

  @Test
  void queriesBeyondTheLimitWaitInOrderAndFurtherOnesAreToldWhenToComeBack() throws Exception {
    start(1);
    FlightInfo first = plan(ALL);
    FlightInfo second = plan(ALL);
    CompletableFuture<FlightInfo> third = enqueue("SELECT 3 AS x, i FROM t", 1);
    CompletableFuture<FlightInfo> fourth = enqueue("SELECT 4 AS x, i FROM t", 2);
    SkeinException error =
        catchThrowableOfType(SkeinException.class, () -> cluster.client().query(ALL).close());
    assertThat(error.code()).isEqualTo(ErrorCode.TOO_MANY_QUERIES);
    assertThat(error.code().type()).isEqualTo(ErrorType.RESOURCE);
    assertThat(error)
        .hasMessageContaining("2 queries run, which is the limit, and 2 wait")
        .hasMessageMatching("(?s).*try again in about \\d+ s.*");
    // What needs no place is answered all the same.
    assertThat(cluster.rows("SHOW TABLES")).isEqualTo(List.of(List.of("t")));
    end(second);
    FlightInfo thirds = third.get(20, TimeUnit.SECONDS);
    assertThat(queued()).containsExactly("SELECT 4 AS x, i FROM t");
    assertThat(fourth).isNotDone();
    end(first);
    FlightInfo fourths = fourth.get(20, TimeUnit.SECONDS);
    long rows = 0;
    for (FlightEndpoint endpoint : thirds.getEndpoints()) {
      rows += read(endpoint);
    }
    assertThat(rows).isEqualTo(ROWS);
    end(fourths);
  }

  @Test
  void clientsThatReadTheirEndpointsInOppositeOrderDoNotWaitForEachOther() throws Exception {
    start(2);
    FlightInfo one = plan(ALL);
    FlightInfo other = plan(ALL);
    assertThat(one.getEndpoints()).hasSize(2);
    // Each has begun one endpoint, and reads it only after the one that the other has begun.
    try (EndpointReader ones = open(one.getEndpoints().get(0));
        EndpointReader others = open(other.getEndpoints().get(1))) {
      assertThat(ones.loadNextBatch()).isTrue();
      assertThat(others.loadNextBatch()).isTrue();
      CompletableFuture<Long> last =
          CompletableFuture.supplyAsync(() -> read(one.getEndpoints().get(1)));
      CompletableFuture<Long> first =
          CompletableFuture.supplyAsync(() -> read(other.getEndpoints().get(0)));
      long rows = last.get(30, TimeUnit.SECONDS) + first.get(30, TimeUnit.SECONDS);
      for (EndpointReader reader : List.of(ones, others)) {
        do {
          rows += reader.getVectorSchemaRoot().getRowCount();
        } while (reader.loadNextBatch());
      }
      assertThat(rows).isEqualTo(2L * ROWS);
    }
  }
}
