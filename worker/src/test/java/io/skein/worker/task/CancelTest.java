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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go away, at every stage of a task: the worker must stop, and hold nothing. */
class CancelTest {
  private static final String ENDLESS =
      "SELECT count(*) AS n FROM range(1000000000) a(i), range(1000000000) b(j) WHERE i + j = 7";

  @TempDir static Path data;
  private static WorkerFixture fixture;
  private static WorkerServer worker;

  @BeforeAll
  static void start() throws Exception {
    fixture = new WorkerFixture();
    worker =
        fixture.start(
            "w1",
            data,
            builder ->
                builder.limits(
                    new TaskLimits(
                        64, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(1))));
  }

  @AfterEach
  void nothingIsLeft() {
    fixture.requireIdle();
  }

  @AfterAll
  static void close() throws Exception {
    fixture.close();
  }

  private static Task task(String sql) {
    return fixture.task(sql, fixture.schema(sql + " LIMIT 0"), List.of());
  }

  private static EndpointReader reader(Task task) {
    return new EndpointReader(
        fixture.clients(), fixture.endpoint(task, worker.location()), fixture.allocator());
  }

  private static Task endless() {
    return fixture.task(ENDLESS, fixture.schema("SELECT 1::BIGINT AS n"), List.of());
  }

  @Test
  void aTaskIsStoppedWhileItExecutes() throws Exception {
    try (EndpointReader reader = reader(endless())) {
      CompletableFuture<Boolean> reading = CompletableFuture.supplyAsync(reader::loadNextBatch);
      await().until(() -> worker.runningTasks() == 1);
      reader.cancel();
      assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
          .hasMessageContaining("cancelled by the reader");
    }
  }

  @Test
  void aTaskIsStoppedWhileItStreams() throws Exception {
    try (EndpointReader reader = reader(task("SELECT i FROM range(1000000000) r(i)"))) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(worker.runningTasks()).isEqualTo(1);
    }
  }

  @Test
  void aTaskIsStoppedWhileItWaitsForAnother() throws Exception {
    TableName moved = TableName.main("moved");
    List<Column> columns = List.of(new Column("n", "BIGINT"));
    Task waiting =
        fixture.task(
            "SELECT n FROM moved",
            List.of(
                fixture.exchange(
                    moved, columns, List.of(fixture.source(endless(), worker.location())))),
            Map.of(moved, columns));
    try (EndpointReader reader = reader(waiting)) {
      reader.start();
      await().until(() -> worker.runningTasks() == 2);
    }
  }

  @Test
  void aClientThatStopsReadingTimesOut() throws Exception {
    try (EndpointReader reader = reader(task("SELECT i FROM range(1000000000) r(i)"))) {
      assertThat(reader.loadNextBatch()).isTrue();
      await().atMost(Duration.ofSeconds(15)).until(() -> worker.runningTasks() == 0);
      assertThatThrownBy(
              () -> {
                while (reader.loadNextBatch()) {}
              })
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT))
          .hasMessageContaining("the client has read nothing for 2 s");
    }
  }

  @RepeatedTest(100)
  void aTaskIsStoppedAtAnyMoment() throws Exception {
    TableName moved = TableName.main("moved");
    List<Column> columns = List.of(new Column("i", "BIGINT"));
    Task source = task("SELECT i FROM range(100000000) r(i)");
    Task reading =
        fixture.task(
            "SELECT i FROM moved",
            List.of(
                fixture.exchange(
                    moved,
                    columns,
                    List.of(
                        fixture.source(source, worker.location()),
                        fixture.source(source, worker.location())))),
            Map.of(moved, columns));
    ThreadLocalRandom random = ThreadLocalRandom.current();
    try (EndpointReader reader = reader(random.nextBoolean() ? reading : source)) {
      reader.start();
      TimeUnit.MICROSECONDS.sleep(random.nextLong(30_000));
    }
  }
}
