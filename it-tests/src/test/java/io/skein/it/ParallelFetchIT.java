package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.skein.client.QueryResult;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.ticket.Endpoint;
import io.skein.standalone.testing.TestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One answer of the coordinator, redeemed by many hands and at several places. */
class ParallelFetchIT {
  private static final int ROWS = 300_000;
  private static final String ALL = "SELECT id, text FROM seven.numbers";

  private static TestCluster cluster;
  private static Oracle oracle;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    oracle = new Oracle();
    try (TableWriter writer = new TableWriter()) {
      String rows = "SELECT i::BIGINT AS id, repeat('n' || i, 5) AS text FROM range(%d) AS r(i)";
      oracle.add(
          writer.write(data, Layout.SEVEN, TableRows.of("numbers", "id", rows.formatted(ROWS))));
    }
    cluster = TestCluster.builder().workers(3).sharedData(data).build();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    oracle.close();
  }

  @AfterEach
  void nothingIsHeld() throws Exception {
    cluster.assertNothingHeld();
  }

  /** Returns the ids that the endpoint gives, redeemed at one of its locations alone. */
  private static List<Long> ids(ByteString ticket, String location) throws Exception {
    List<Long> ids = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator);
        EndpointReader reader =
            new EndpointReader(clients, new Endpoint(ticket, List.of(location)), allocator)) {
      while (reader.loadNextBatch()) {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        BigIntVector vector = (BigIntVector) root.getVector(0);
        for (int i = 0; i < root.getRowCount(); i++) {
          ids.add(vector.get(i));
        }
      }
    }
    return ids;
  }

  private static Set<String> workerLocations() {
    return new TreeSet<>(cluster.cluster().coordinator().catalog().locations().values());
  }

  private static void requireAllIds(List<Long> ids) {
    Collections.sort(ids);
    assertThat(ids).hasSize(ROWS);
    assertThat(ids.get(0)).isZero();
    assertThat(ids.get(ROWS - 1)).isEqualTo(ROWS - 1);
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void oneAnswerHasSeveralEndpointsThatDifferentWorkersRedeem() throws Exception {
    List<Endpoint> endpoints;
    try (QueryResult result = cluster.client().query(ALL)) {
      endpoints = result.endpoints();
    }
    Set<String> preferred =
        endpoints.stream().map(endpoint -> endpoint.locations().get(0)).collect(Collectors.toSet());
    assertThat(preferred).hasSizeGreaterThan(1).isSubsetOf(workerLocations());

    ExecutorService threads = Executors.newFixedThreadPool(endpoints.size());
    try {
      List<Future<List<Long>>> parts = new ArrayList<>();
      for (Endpoint endpoint : endpoints) {
        parts.add(threads.submit(() -> ids(endpoint.ticket(), endpoint.locations().get(0))));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> part : parts) {
        assertThat(part.get(1, TimeUnit.MINUTES)).isNotEmpty();
        all.addAll(part.get());
      }
      requireAllIds(all);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anyLocationOfAnEndpointGivesTheSameRows() throws Exception {
    try (QueryResult result = cluster.client().query(ALL + " WHERE id % 100 = 0")) {
      for (Endpoint endpoint : result.endpoints()) {
        // On a shared volume every worker can stand in for every other, then the coordinator.
        assertThat(endpoint.locations()).hasSize(4);
        List<Long> first = ids(endpoint.ticket(), endpoint.locations().get(0));
        for (String location : endpoint.locations()) {
          assertThat(ids(endpoint.ticket(), location)).containsExactlyInAnyOrderElementsOf(first);
        }
      }
    }
  }

  @Test
  void aClientThatReachesNoWorkerGetsTheRowsFromTheCoordinator() throws Exception {
    for (String sql :
        List.of(
            ALL,
            "SELECT count(*) FROM (" + ALL + ")",
            "SELECT id FROM seven.numbers ORDER BY id LIMIT 5")) {
      List<Long> all = new ArrayList<>();
      try (QueryResult result = cluster.client().query(sql)) {
        for (Endpoint endpoint : result.endpoints()) {
          String last = endpoint.locations().get(endpoint.locations().size() - 1);
          assertThat(last).isEqualTo("grpc+tcp://127.0.0.1:" + cluster.cluster().port());
          all.addAll(ids(endpoint.ticket(), last));
        }
      }
      if (sql.equals(ALL)) {
        requireAllIds(all);
      } else if (sql.contains("count")) {
        assertThat(all).containsExactly((long) ROWS);
      } else {
        assertThat(all).containsExactly(0L, 1L, 2L, 3L, 4L);
      }
    }
  }

  @Test
  void clientsThatDrainEndpointsInOppositeOrderDoNotBlockEachOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Long>>> drained = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        boolean reversed = i % 2 == 1;
        Callable<List<Long>> drain = () -> drainOneByOne(reversed);
        drained.add(threads.submit(drain));
      }
      for (Future<List<Long>> ids : drained) {
        requireAllIds(ids.get(2, TimeUnit.MINUTES));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Opens all endpoints at once, but reads each to its end before the next. */
  private static List<Long> drainOneByOne(boolean reversed) throws Exception {
    List<Long> ids = new ArrayList<>();
    try (QueryResult result = cluster.client().query(ALL);
        BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator)) {
      List<Endpoint> endpoints = new ArrayList<>(result.endpoints());
      if (reversed) {
        Collections.reverse(endpoints);
      }
      List<EndpointReader> readers = new ArrayList<>();
      try {
        for (Endpoint endpoint : endpoints) {
          EndpointReader reader = new EndpointReader(clients, endpoint, allocator);
          readers.add(reader);
          reader.start();
        }
        for (EndpointReader reader : readers) {
          while (reader.loadNextBatch()) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            BigIntVector vector = (BigIntVector) root.getVector(0);
            for (int i = 0; i < root.getRowCount(); i++) {
              ids.add(vector.get(i));
            }
          }
        }
      } finally {
        for (EndpointReader reader : readers) {
          reader.close();
        }
      }
    }
    return ids;
  }

  @Test
  void manyClientsAtOnceGetTheirOwnAnswers() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int client = 0; client < 8; client++) {
        int number = client;
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 5; i++) {
                    long least = number * 1000L + i;
                    assertThat(
                            cluster.rows(
                                "SELECT count(*), min(id) FROM seven.numbers WHERE id >= " + least))
                        .isEqualTo(List.of(List.of(ROWS - least, least)));
                    assertThat(cluster.rows("SELECT id FROM seven.numbers WHERE id = " + least))
                        .isEqualTo(List.of(List.of(least)));
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get(2, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aResultThatIsLeftEarlyIsGivenBack() throws Exception {
    try (QueryResult result = cluster.client().query(ALL)) {
      assertThat(result.reader().loadNextBatch()).isTrue();
    }
    try (QueryResult result = cluster.client().query("SELECT * FROM seven.numbers ORDER BY text")) {
      assertThat(result.reader().loadNextBatch()).isTrue();
    }
    try (QueryResult result = cluster.client().query(ALL)) {
      assertThat(result.endpoints()).isNotEmpty();
    }
    cluster.assertNothingHeld();
    new Differential(oracle, cluster).requireSameRows("SELECT sum(id) FROM seven.numbers");
  }
}
