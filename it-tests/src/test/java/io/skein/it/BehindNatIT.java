package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.skein.client.SkeinClient;
import io.skein.standalone.process.JavaCommand;
import io.skein.standalone.process.NodeProcess;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.LocationSchemes;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.flight.sql.FlightSqlUtils;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionClosePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutPreparedStatementResult;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that reach two coordinators and no worker: the workers' names mean something to the nodes
 * only, as in another network. What a client began at one coordinator goes on at the other.
 */
class BehindNatIT {
  private static final int ROWS = 200_000;
  private static final List<String> WORKERS = List.of("w1", "w2");
  private static final String INSIDE = ".nodes.invalid";

  @TempDir static Path folder;
  private static final Deque<NodeProcess> NODES = new ArrayDeque<>();
  private static NodeProcess one;
  private static NodeProcess other;

  @BeforeAll
  static void start() throws Exception {
    ShardFiles.write(
        folder.resolve("data/numbers"),
        4,
        "SELECT range AS n, 'n' || range AS name FROM range(%d)".formatted(ROWS));
    StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
    WORKERS.forEach(
        worker -> hosts.append("127.0.0.1 ").append(worker).append(INSIDE).append('\n'));
    Path hostsFile = Files.writeString(folder.resolve("hosts"), hosts);
    List<String> java = JavaCommand.skein("-Xmx512m", "-Djdk.net.hosts.file=" + hostsFile);
    String zookeeper =
        start(
                java,
                "zookeeper",
                "zookeeper",
                "--port",
                "0",
                "--data-dir",
                folder.resolve("zookeeper").toString())
            .address();
    one = start(java, "c1", "coordinator", "--zookeeper", zookeeper, "--port", "0");
    other = start(java, "c2", "coordinator", "--zookeeper", zookeeper, "--port", "0");
    for (String worker : WORKERS) {
      start(
          java,
          worker,
          "worker",
          "--id",
          worker,
          "--zookeeper",
          zookeeper,
          "--port",
          "0",
          "--advertise",
          worker + INSIDE,
          "--data-dir",
          folder.resolve("data").toString());
    }
    for (NodeProcess coordinator : List.of(one, other)) {
      try (SkeinClient client = SkeinClient.connect("127.0.0.1", coordinator.port())) {
        org.awaitility.Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> client.status().members().size() == WORKERS.size());
        org.awaitility.Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> client.status().tables().containsKey("numbers"));
      }
    }
  }

  private static NodeProcess start(List<String> java, String name, String... arguments) {
    NodeProcess node = NodeProcess.start(name, folder.resolve("logs"), java, List.of(arguments));
    NODES.push(node);
    return node;
  }

  @AfterAll
  static void stop() {
    NODES.forEach(NodeProcess::close);
  }

  @Test
  void theWorkersNamesMeanNothingHere() throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        FlightClient client = client(one, allocator)) {
      FlightInfo info =
          client.getInfo(
              FlightDescriptor.command("SELECT n FROM numbers".getBytes(StandardCharsets.UTF_8)));
      assertThat(info.getEndpoints()).hasSizeGreaterThan(1);
      for (FlightEndpoint endpoint : info.getEndpoints()) {
        List<Location> locations = endpoint.getLocations();
        assertThat(locations.get(locations.size() - 1).getUri().getScheme())
            .isEqualTo(LocationSchemes.REUSE_CONNECTION);
        for (Location worker : locations.subList(0, locations.size() - 1)) {
          assertThat(worker.getUri().getHost()).endsWith(INSIDE);
          assertThatThrownBy(() -> InetAddress.getByName(worker.getUri().getHost()))
              .isInstanceOf(UnknownHostException.class);
        }
      }
    }
  }

  private static FlightClient client(NodeProcess coordinator, BufferAllocator allocator) {
    return FlightClient.builder(
            allocator, Location.forGrpcInsecure("127.0.0.1", coordinator.port()))
        .build();
  }

  @Test
  void jdbcReadsEveryRowByWayOfTheCoordinator() throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=false".formatted(one.port()));
        Statement statement = connection.createStatement();
        PreparedStatement prepared =
            connection.prepareStatement("SELECT name FROM numbers WHERE n = ?")) {
      try (ResultSet rows = statement.executeQuery("SELECT n, name FROM numbers")) {
        long count = 0;
        long sum = 0;
        while (rows.next()) {
          count++;
          sum += rows.getLong(1);
          assertThat(rows.getString(2)).isEqualTo("n" + rows.getLong(1));
        }
        assertThat(count).isEqualTo(ROWS);
        assertThat(sum).isEqualTo(ROWS * (ROWS - 1L) / 2);
      }
      prepared.setLong(1, 77);
      try (ResultSet rows = prepared.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("n77");
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void skeinsOwnClientReadsEveryRowByWayOfTheCoordinator() {
    try (SkeinClient client = SkeinClient.connect("127.0.0.1", other.port())) {
      assertThat(client.fetchAll("SELECT count(*), sum(n)::BIGINT, min(name) FROM numbers"))
          .isEqualTo(List.of(List.of((long) ROWS, ROWS * (ROWS - 1L) / 2, "n0")));
      assertThat(client.fetchAll("SELECT n FROM numbers WHERE n % 1000 = 7")).hasSize(ROWS / 1000);
    }
  }

  @Test
  void adbcReadsEveryRowByWayOfTheCoordinator() throws Exception {
    Path python = PythonClientTests.requirePython();
    Path log = folder.resolve("adbc.log");
    Process process =
        new ProcessBuilder(
                python.toString(),
                PythonClientTests.SUITES.resolve("read_numbers.py").toString(),
                "grpc://127.0.0.1:" + one.port())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      String output = Files.readString(log, StandardCharsets.UTF_8);
      assertThat(process.exitValue()).as(output).isZero();
      assertThat(output.strip()).isEqualTo("%d %d 2 n77".formatted(ROWS, ROWS * (ROWS - 1L) / 2));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aStatementThatOneCoordinatorPreparedRunsAndClosesAtTheOther() throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        FlightClient here = client(one, allocator);
        FlightClient there = client(other, allocator)) {
      ByteString handle =
          prepare(here, "SELECT name FROM numbers WHERE n >= ? AND n < ? ORDER BY n");
      ByteString bound = bind(there, allocator, handle, 41, 44);
      assertThat(names(there, bound)).containsExactly("n41", "n42", "n43");
      // Bound again at the first one, run at both; what was bound before still has its values.
      ByteString again = bind(here, allocator, handle, 7, 8);
      assertThat(names(there, again)).containsExactly("n7");
      assertThat(names(here, again)).containsExactly("n7");
      assertThat(names(here, bound)).containsExactly("n41", "n42", "n43");
      assertThat(there.getSchema(descriptor(again)).getSchema())
          .isEqualTo(here.getInfo(descriptor(bound)).getSchema());
      for (FlightClient client : List.of(there, here)) {
        act(
            client,
            FlightSqlUtils.FLIGHT_SQL_CLOSE_PREPARED_STATEMENT.getType(),
            Any.pack(
                ActionClosePreparedStatementRequest.newBuilder()
                    .setPreparedStatementHandle(handle)
                    .build()));
      }
      // A handle is worth something to whoever signed it, and nobody else.
      byte[] altered = bound.toByteArray();
      altered[altered.length / 2] ^= 1;
      assertThatThrownBy(() -> names(there, ByteString.copyFrom(altered)))
          .hasMessageContaining("the prepared statement cannot be used, prepare it again");
    }
  }

  private static List<byte[]> act(FlightClient client, String type, Any request) {
    List<byte[]> answers = new ArrayList<>();
    client
        .doAction(new Action(type, request.toByteArray()))
        .forEachRemaining(answer -> answers.add(answer.getBody()));
    return answers;
  }

  private static ByteString prepare(FlightClient client, String sql) {
    byte[] answer =
        act(
                client,
                FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_STATEMENT.getType(),
                Any.pack(ActionCreatePreparedStatementRequest.newBuilder().setQuery(sql).build()))
            .get(0);
    return FlightSqlUtils.unpackAndParseOrThrow(answer, ActionCreatePreparedStatementResult.class)
        .getPreparedStatementHandle();
  }

  private static FlightDescriptor descriptor(ByteString handle) {
    return FlightDescriptor.command(
        Any.pack(
                CommandPreparedStatementQuery.newBuilder()
                    .setPreparedStatementHandle(handle)
                    .build())
            .toByteArray());
  }

  private static ByteString bind(
      FlightClient client, BufferAllocator allocator, ByteString handle, long from, long to)
      throws Exception {
    try (BigIntVector first = new BigIntVector("1", allocator);
        BigIntVector second = new BigIntVector("2", allocator);
        SyncPutListener answers = new SyncPutListener()) {
      first.setSafe(0, from);
      second.setSafe(0, to);
      VectorSchemaRoot row = VectorSchemaRoot.of(first, second);
      row.setRowCount(1);
      FlightClient.ClientStreamListener stream = client.startPut(descriptor(handle), row, answers);
      stream.putNext();
      stream.completed();
      try (PutResult answer = answers.read()) {
        byte[] bytes = new byte[(int) answer.getApplicationMetadata().readableBytes()];
        answer.getApplicationMetadata().readBytes(bytes);
        stream.getResult();
        return DoPutPreparedStatementResult.parseFrom(bytes).getPreparedStatementHandle();
      }
    }
  }

  private static List<String> names(FlightClient client, ByteString handle) throws Exception {
    List<String> names = new ArrayList<>();
    for (FlightEndpoint endpoint : client.getInfo(descriptor(handle)).getEndpoints()) {
      try (FlightStream stream = client.getStream(endpoint.getTicket())) {
        while (stream.next()) {
          for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
            names.add(stream.getRoot().getVector(0).getObject(row).toString());
          }
        }
      }
    }
    return names;
  }
}
