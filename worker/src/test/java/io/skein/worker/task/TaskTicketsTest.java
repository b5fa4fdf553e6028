package io.skein.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.ticket.ClusterSecret;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.ResultGrant;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TicketSealer;
import io.skein.worker.WorkerErrors;
import io.skein.worker.WorkerFixture;
import io.skein.worker.WorkerServer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ticket opens, and what it does not. */
class TaskTicketsTest {
  @TempDir private Path data;
  private WorkerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new WorkerFixture();
  }

  @AfterEach
  void close() throws Exception {
    fixture.requireIdle();
    fixture.close();
  }

  @Test
  void manyTasksRunAtOnce() throws Exception {
    WorkerServer worker = fixture.startWithTable(data, "SELECT i FROM range(100000) r(i)");
    Task task = fixture.scanTask(worker, "SELECT i FROM t WHERE i % 2 = 0", "t");
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Long>> reads =
          Collections.nCopies(
              64,
              () -> {
                long rows = 0;
                try (EndpointReader reader =
                    new EndpointReader(
                        fixture.clients(),
                        fixture.endpoint(task, worker.location()),
                        fixture.allocator())) {
                  while (reader.loadNextBatch()) {
                    rows += reader.getVectorSchemaRoot().getRowCount();
                  }
                }
                return rows;
              });
      for (Future<Long> rows : clients.invokeAll(reads)) {
        assertThat(rows.get()).isEqualTo(50_000);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void aTicketThatWasAlteredOrExpiredOrForeignIsRefused() {
    WorkerServer worker = fixture.startWithTable(data, "SELECT 1 AS a");
    Task task = fixture.scanTask(worker, "SELECT a FROM t", "t");
    byte[] altered = fixture.ticket(task).toByteArray();
    altered[altered.length / 2] ^= 1;
    WorkerErrors.assertFails(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.run(new Endpoint(ByteString.copyFrom(altered), List.of(worker.location()))));
    ByteString expired = fixture.sealer().seal(fixture.grant(task), Instant.now().minusSeconds(1));
    WorkerErrors.assertFails(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.run(new Endpoint(expired, List.of(worker.location()))),
        "the ticket expired at");
    ClusterSecret other =
        ClusterSecret.of("of quite another cluster".getBytes(StandardCharsets.UTF_8));
    ByteString foreign =
        new TicketSealer(other, Clock.systemUTC())
            .seal(fixture.grant(task), Instant.now().plusSeconds(60));
    WorkerErrors.assertFails(
        ErrorCode.UNAUTHENTICATED,
        () -> fixture.run(new Endpoint(foreign, List.of(worker.location()))),
        "signed by another cluster");
  }

  @Test
  void aTicketMayBeRedeemedAgainAndAtTheSameTime() throws Exception {
    WorkerServer worker = fixture.startWithTable(data, "SELECT i FROM range(3000000) t(i)");
    Endpoint endpoint =
        fixture.endpoint(fixture.scanTask(worker, "SELECT i FROM t", "t"), worker.location());
    try (EndpointReader one = new EndpointReader(fixture.clients(), endpoint, fixture.allocator());
        EndpointReader two = new EndpointReader(fixture.clients(), endpoint, fixture.allocator())) {
      assertThat(one.loadNextBatch()).isTrue();
      assertThat(two.loadNextBatch()).isTrue();
      long rows = one.getVectorSchemaRoot().getRowCount();
      while (one.loadNextBatch()) {
        rows += one.getVectorSchemaRoot().getRowCount();
      }
      assertThat(rows).isEqualTo(3_000_000);
    }
  }

  @Test
  void aResultThatTheTicketHoldsIsSent() throws Exception {
    WorkerServer worker = fixture.startWithTable(data, "SELECT 1 AS a");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Statement statement = fixture.duck().connection().createStatement();
        ResultSet result = statement.executeQuery("SELECT 'plan ' || i AS p FROM range(3) t(i)");
        ArrowReader reader =
            (ArrowReader) ((DuckDBResultSet) result).arrowExportStream(fixture.allocator(), 1_024);
        ArrowStreamWriter writer =
            new ArrowStreamWriter(reader.getVectorSchemaRoot(), null, bytes)) {
      while (reader.loadNextBatch()) {
        writer.writeBatch();
      }
    }
    ResultGrant grant = new ResultGrant(QueryId.random(), ByteString.copyFrom(bytes.toByteArray()));
    Endpoint endpoint =
        new Endpoint(
            fixture.sealer().seal(grant, Instant.now().plusSeconds(60)),
            List.of(worker.location()));
    assertThat(fixture.run(endpoint))
        .containsExactly(List.of("plan 0"), List.of("plan 1"), List.of("plan 2"));
    ResultGrant broken = new ResultGrant(QueryId.random(), ByteString.copyFromUtf8("not arrow"));
    WorkerErrors.assertFails(
        ErrorCode.INTERNAL_ERROR,
        () ->
            fixture.run(
                new Endpoint(
                    fixture.sealer().seal(broken, Instant.now().plusSeconds(60)),
                    List.of(worker.location()))),
        "the ticket's result cannot be read");
  }

  @Test
  void fragmentsCannotReadOrWriteElsewhereOrChangeSettings() throws Exception {
    WorkerServer worker = fixture.startWithTable(data, "SELECT 1 AS a");
    Path outside = Files.createTempFile("outside", ".csv");
    Schema schema = fixture.schema("SELECT '' AS x");
    for (String sql :
        List.of(
            "SELECT content FROM read_text('%s')".formatted(outside),
            "SELECT content FROM read_text('%s/../%s')".formatted(data, outside.getFileName()),
            "SET threads = 1",
            "SET GLOBAL TimeZone = 'Europe/Berlin'",
            "LOAD httpfs",
            "INSTALL httpfs")) {
      assertThatThrownBy(() -> fixture.run(worker, fixture.task(sql, schema, List.of())))
          .as(sql)
          .isInstanceOf(SkeinException.class);
    }
    Files.delete(outside);
  }
}
