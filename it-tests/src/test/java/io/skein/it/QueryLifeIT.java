package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.query.QueryState;
import io.skein.protocol.query.QueryStatus;
import io.skein.protocol.ticket.Endpoint;
import io.skein.standalone.testing.TestCluster;
import io.skein.worker.WorkerServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries are seen while they run, and every way of ending one ends it at all workers. */
class QueryLifeIT {
  /** Each runs for hours, in the lane of its name. */
  private static final String SCATTER =
      "SELECT x FROM (SELECT unnest(range(1000000)) + id AS x FROM dataset) WHERE x < 0";

  private static final String STAGED =
      "SELECT id FROM dataset WHERE (SELECT count(*) FROM range(100000000000) r(i)"
          + " WHERE i % 7 = id % 7) > 0";

  private static final String JOINED =
      "SELECT count(*) AS n FROM dataset a, dataset b, dataset c WHERE a.id + b.id * c.id = -1";

  private static final String GATHER =
      "SELECT sum(random() + a.id + b.id + c.id + d.id) FROM dataset a, dataset b, dataset c, dataset"
          + " d";

  /**
   * Such a time after a query was ended, nothing of it is left: a second on a machine that has
   * nothing else to do, but tests run beside others.
   */
  private static final Duration SOON = Duration.ofSeconds(8);

  @TempDir static Path folder;
  private static TestCluster cluster;
  private static BufferAllocator allocator;
  private static FlightClients clients;

  @BeforeAll
  static void start() throws Exception {
    SkeinRun generated =
        SkeinRun.of(
            folder,
            "generate",
            "--num-records",
            "40000",
            "--shards",
            "6",
            "--output-path",
            folder.resolve("data/dataset").toString());
    assertThat(generated.exitCode()).as(generated.err()).isZero();
    cluster = TestCluster.builder().sharedData(folder.resolve("data")).build();
    allocator = new RootAllocator();
    clients = new FlightClients(allocator);
  }

  @AfterEach
  void nothingIsHeld() throws Exception {
    cluster.assertNothingHeld();
  }

  @AfterAll
  static void stop() {
    clients.close();
    allocator.close();
    cluster.close();
  }

  private static int tasks() {
    return cluster.cluster().workers().values().stream().mapToInt(WorkerServer::runningTasks).sum();
  }

  private static int kept() {
    return cluster.cluster().workers().values().stream().mapToInt(WorkerServer::keptOutputs).sum();
  }

  private static void awaitRunning(QueryId query) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> tasks() > 0 && status(query).state() == QueryState.RUNNING);
  }

  private static QueryStatus status(QueryId query) {
    return cluster.client().queries().stream()
        .filter(status -> status.id().equals(query))
        .findFirst()
        .orElseThrow();
  }

  private static void requireGoneSoon() {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(tasks()).as("tasks").isZero();
              assertThat(kept()).as("kept results").isZero();
            });
  }

  private static CompletableFuture<Long> read(QueryResult result) {
    return CompletableFuture.supplyAsync(result::count);
  }

  private static SkeinException error(CompletableFuture<Long> reading) throws Exception {
    try {
      reading.get(10, TimeUnit.SECONDS);
      throw new AssertionError("the query ended well");
    } catch (java.util.concurrent.ExecutionException e) {
      return (SkeinException) e.getCause();
    }
  }

  private static FlightInfo plan(String sql) {
    return clients
        .client("grpc+tcp://127.0.0.1:" + cluster.cluster().port())
        .getInfo(FlightDescriptor.command(sql.getBytes(StandardCharsets.UTF_8)));
  }

  private static CancelStatus cancel(FlightInfo info) {
    return clients
        .client("grpc+tcp://127.0.0.1:" + cluster.cluster().port())
        .cancelFlightInfo(new CancelFlightInfoRequest(info))
        .getStatus();
  }

  @ParameterizedTest
  @ValueSource(strings = {SCATTER, STAGED, JOINED, GATHER})
  void aCancelledQueryEndsAtAllWorkers(String sql) throws Exception {
    try (QueryResult result = cluster.client().query(sql)) {
      QueryId query = result.queryId().orElseThrow();
      CompletableFuture<Long> reading = read(result);
      awaitRunning(query);
      assertThat(cluster.client().cancel(query)).isEmpty();
      requireGoneSoon();
      SkeinException error = error(reading);
      assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
      assertThat(error).hasMessage("somebody cancelled the query");
      await().until(() -> status(query).state() == QueryState.CANCELLED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SCATTER, STAGED, JOINED, GATHER})
  void aClosedResultEndsTheQueryAtAllWorkers(String sql) {
    QueryId query;
    try (QueryResult result = cluster.client().query(sql)) {
      query = result.queryId().orElseThrow();
      read(result);
      awaitRunning(query);
    }
    requireGoneSoon();
    await().until(() -> status(query).state() == QueryState.CANCELLED);
  }

  @ParameterizedTest
  @ValueSource(strings = {SCATTER, JOINED})
  void aQueryEndsWhenItsTimeIsOver(String sql) throws Exception {
    try (SkeinClient hurried =
            SkeinClient.builder()
                .coordinator("127.0.0.1", cluster.cluster().port())
                .timeLimit(Duration.ofMillis(1_500))
                .build();
        QueryResult result = hurried.query(sql)) {
      CompletableFuture<Long> reading = read(result);
      awaitRunning(result.queryId().orElseThrow());
      SkeinException error = error(reading);
      assertThat(error.code()).isEqualTo(ErrorCode.TIMED_OUT);
      assertThat(error)
          .hasMessageContaining("the query ran longer than its limit of 1.5 s")
          .hasMessageContaining("--timeout");
      requireGoneSoon();
    }
  }

  @Test
  void aClientCancelsByItsFlightInfo() throws Exception {
    FlightInfo info = plan(SCATTER);
    Endpoint endpoint = endpoint(info);
    try (EndpointReader reader = new EndpointReader(clients, endpoint, allocator)) {
      CompletableFuture<Boolean> reading = CompletableFuture.supplyAsync(reader::loadNextBatch);
      await().until(() -> tasks() > 0);
      assertThat(cancel(info)).isEqualTo(CancelStatus.CANCELLED);
      requireGoneSoon();
      assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
          .hasMessageContaining("the client cancelled the query");
    }
  }

  private static Endpoint endpoint(FlightInfo info) {
    return new Endpoint(
        com.google.protobuf.ByteString.copyFrom(info.getEndpoints().get(0).getTicket().getBytes()),
        List.of(info.getEndpoints().get(0).getLocations().get(0).getUri().toString()));
  }

  @Test
  void ticketsOfAQueryThatWasCancelledBeforeItBeganAreRefused() throws Exception {
    FlightInfo info = plan("SELECT * FROM dataset");
    assertThat(cancel(info)).isEqualTo(CancelStatus.CANCELLED);
    try (EndpointReader reader = new EndpointReader(clients, endpoint(info), allocator)) {
      assertThatThrownBy(reader::loadNextBatch)
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED))
          .hasMessage("the client cancelled the query");
    }
    assertThat(cluster.rows("SELECT count(*) FROM dataset")).isEqualTo(List.of(List.of(40_000L)));
  }

  @Test
  void anAnalysisIsCancelledByItsFlightInfo() throws Exception {
    FlightInfo info = plan("EXPLAIN ANALYZE " + SCATTER);
    Endpoint endpoint =
        new Endpoint(
            com.google.protobuf.ByteString.copyFrom(
                info.getEndpoints().get(0).getTicket().getBytes()),
            List.of("grpc+tcp://127.0.0.1:" + cluster.cluster().port()));
    try (EndpointReader reader = new EndpointReader(clients, endpoint, allocator)) {
      CompletableFuture<Boolean> reading = CompletableFuture.supplyAsync(reader::loadNextBatch);
      await().until(() -> tasks() > 0);
      assertThat(cancel(info)).isEqualTo(CancelStatus.CANCELLED);
      requireGoneSoon();
      assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
          .hasMessageContaining("the client cancelled the query");
    }
  }

  @Test
  void theQueriesOfThisTestRunInTheirLanes() {
    assertThat(cluster.lane(SCATTER)).isEqualTo("SCATTER");
    assertThat(cluster.lane(STAGED)).isEqualTo("STAGED");
    assertThat(cluster.lane(JOINED)).isEqualTo("STAGED");
    assertThat(cluster.lane(GATHER)).isEqualTo("GATHER");
  }

  @Test
  void explainHasNothingToCancel() {
    assertThat(cancel(plan("EXPLAIN SELECT * FROM dataset")))
        .isEqualTo(CancelStatus.NOT_CANCELLABLE);
  }

  @Test
  void aRunningQueryIsListedWithWhatIsKnownOfIt() {
    try (QueryResult result = cluster.client().query(SCATTER)) {
      QueryId query = result.queryId().orElseThrow();
      assertThat(status(query).state()).isEqualTo(QueryState.PLANNED);
      read(result);
      awaitRunning(query);
      await().until(() -> status(query).workers().size() == 3);
      QueryStatus status = status(query);
      assertThat(status.sql()).isEqualTo(SCATTER);
      assertThat(status.lane()).isEqualTo("SCATTER");
      assertThat(status.tasks()).isGreaterThanOrEqualTo(3);
      // The coordinator hears of the end of earlier tests' queries a moment later.
      await()
          .untilAsserted(
              () -> assertThat(cluster.client().status().queries()).containsEntry("RUNNING", 1));
      await()
          .until(() -> cluster.client().status().members().stream().allMatch(w -> w.tasks() > 0));
    }
  }

  @Test
  void whatIsNotThereOrIsOverCannotBeCancelled() {
    assertThatThrownBy(() -> cluster.client().cancel(new QueryId("q123")))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining("no query q123 is known");
    QueryId query;
    try (QueryResult result = cluster.client().query("SELECT * FROM dataset")) {
      query = result.queryId().orElseThrow();
      assertThat(result.count()).isEqualTo(40_000);
    }
    await().until(() -> status(query).state() == QueryState.FINISHED);
    assertThat(status(query).rows()).isEqualTo(40_000);
    assertThatThrownBy(() -> cluster.client().cancel(query))
        .hasMessage("query %s is over already: FINISHED".formatted(query));
  }

  @Test
  void anErrorLeavesNothingKept() {
    String sql =
        "SELECT a.category, sum(CASE WHEN a.id = 39999 THEN error('stop') ELSE b.id END)"
            + " FROM dataset a JOIN dataset b ON a.id = b.id GROUP BY a.category";
    assertThatThrownBy(() -> cluster.rows(sql)).hasMessageContaining("stop");
    requireGoneSoon();
  }
}
