package io.skein.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.Task;
import io.skein.worker.WorkerFixture;
import io.skein.worker.WorkerServer;
import io.skein.worker.engine.EngineOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that stop reading, where others need what they hold. */
class SlowClientsTest {
  private static final String LONG = "SELECT i FROM range(1000000000) r(i)";
  private static final String LARGE = "SELECT len(list(i)) AS n FROM range(100000000) r(i)";
  private static final Duration GRACE = Duration.ofMillis(300);

  @TempDir private Path data;
  private WorkerFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new WorkerFixture();
  }

  @AfterEach
  void close() throws Exception {
    fixture.requireIdle();
    fixture.close();
  }

  private WorkerServer start(int tasks, Duration grace) {
    return start("w1", tasks, grace);
  }

  private WorkerServer start(String id, int tasks, Duration grace) {
    return fixture.start(
        id,
        data,
        builder ->
            builder
                .engine(
                    new EngineOptions(
                        Optional.of("200MB"),
                        OptionalInt.of(1),
                        Optional.empty(),
                        Optional.empty()))
                .limits(
                    new TaskLimits(
                        tasks,
                        Duration.ofMinutes(5),
                        grace,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1))));
  }

  private EndpointReader stalled(WorkerServer worker) {
    EndpointReader reader =
        new EndpointReader(
            fixture.clients(),
            fixture.endpoint(task(LONG), worker.location()),
            fixture.allocator());
    assertThat(reader.loadNextBatch()).isTrue();
    return reader;
  }

  private Task task(String sql) {
    return fixture.task(sql, fixture.schema(sql), List.of());
  }

  private static void assertEnded(EndpointReader reader, String needed) {
    assertThatThrownBy(
            () -> {
              while (reader.loadNextBatch()) {}
            })
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT))
        .hasMessageContaining("and the worker needs the " + needed + " for others")
        .hasMessageContaining("read the result faster, or fetch it to a file");
  }

  @Test
  void theClientThatHasReadNothingForLongestMakesRoomForTheNext() throws Exception {
    WorkerServer worker = start(2, GRACE);
    try (EndpointReader first = stalled(worker)) {
      await().pollDelay(GRACE).until(() -> worker.runningTasks() == 1);
      try (EndpointReader second = stalled(worker)) {
        // The worker's clock for a client begins when nothing more can be sent to it.
        await()
            .ignoreExceptionsMatching(e -> e.getMessage().contains("which is its limit"))
            .untilAsserted(
                () -> assertThat(fixture.run(worker, task("SELECT 1 AS a"))).isNotEmpty());
        assertEnded(first, "place");
        assertThat(second.loadNextBatch()).isTrue();
      }
    }
  }

  @Test
  void withinItsTimeOfGraceAClientKeepsItsPlace() throws Exception {
    WorkerServer worker = start(1, Duration.ofMinutes(1));
    try (EndpointReader reader = stalled(worker)) {
      assertThatThrownBy(() -> fixture.run(worker, task("SELECT 1 AS a")))
          .hasMessageContaining("the worker runs 1 tasks, which is its limit");
      assertThat(reader.loadNextBatch()).isTrue();
    }
  }

  @Test
  void whereAnotherWorkersMemoryRunsOutNobodyIsEndedHere() throws Exception {
    WorkerServer worker = start("w1", 8, GRACE);
    WorkerServer other = start("w2", 8, GRACE);
    // The fixture's first stage is the one whose tasks give the result.
    EndpointReader held = stalled(worker);
    TableName moved = TableName.main("moved");
    List<Column> columns = List.of(new Column("n", "BIGINT"));
    Task reading =
        fixture.task(
            "SELECT n FROM moved",
            List.of(
                fixture.exchange(
                    moved, columns, List.of(fixture.source(task(LARGE), other.location())))),
            Map.of(moved, columns));
    try (held) {
      // Once it is so old that it would be ended here.
      await().pollDelay(GRACE.multipliedBy(2)).until(() -> worker.runningTasks() == 1);
      assertThatThrownBy(() -> fixture.run(worker, reading))
          .isInstanceOfSatisfying(
              SkeinException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
                assertThat(e.worker()).contains("w2");
              });
      for (int batch = 0; batch < 400; batch++) {
        assertThat(held.loadNextBatch()).isTrue();
      }
    }
  }

  @Test
  void whereMemoryRunsOutClientsThatDoNotReadGiveTheirsBack() throws Exception {
    WorkerServer worker = start(8, GRACE);
    try (EndpointReader reader = stalled(worker)) {
      Task large = task(LARGE);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThatThrownBy(() -> fixture.run(worker, large))
                    .isInstanceOfSatisfying(
                        SkeinException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY));
                assertThat(worker.runningTasks()).isZero();
              });
      assertEnded(reader, "memory");
    }
  }
}
