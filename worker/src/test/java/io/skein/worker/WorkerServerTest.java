package io.skein.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.cluster.WorkerState;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.zookeeper.ZooKeeperClients;
import io.skein.worker.engine.EngineOptions;
import io.skein.worker.service.WorkerProducer;
import io.skein.worker.task.TaskLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.Result;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a worker starts, is found, and leaves. */
class WorkerServerTest {
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
  void aTicketIsRedeemedForTheRowsOfItsShards() {
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT i, 'x' || i AS s FROM range(3) r(i)");
    fixture.duck().write(data.resolve("t/b.parquet"), "SELECT i, 'y' || i AS s FROM range(2) r(i)");
    WorkerServer worker = fixture.start("w1", data);
    assertThat(
            fixture.run(
                worker, fixture.scanTask(worker, "SELECT s, i + 1 FROM t WHERE i > 0", "t")))
        .containsExactly(List.of("x1", "2"), List.of("x2", "3"), List.of("y1", "2"));
  }

  @Test
  void theWorkerAnnouncesItselfAndTellsItsInventory() throws Exception {
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT 1 AS i");
    WorkerServer worker = fixture.start("w1", data);
    try (CuratorFramework client = ZooKeeperClients.connect(fixture.access())) {
      List<String> names = client.getChildren().forPath("/skein/default/workers");
      assertThat(names).hasSize(1);
      WorkerAnnouncement announcement =
          WorkerAnnouncement.parse(
              client.getData().forPath("/skein/default/workers/" + names.get(0)));
      assertThat(announcement.state()).isEqualTo(WorkerState.SERVING);
      assertThat(announcement.location()).isEqualTo(worker.location());
      assertThat(announcement.epoch()).isEqualTo(1);
      List<byte[]> messages = new ArrayList<>();
      fixture
          .ask(worker, Inventory.ACTION)
          .forEachRemaining((Result result) -> messages.add(result.getBody()));
      assertThat(Inventory.fromMessages(messages)).isEqualTo(worker.inventory());
    }
  }

  @Test
  void aChangedInventoryIsAnnouncedWhileRunning() throws Exception {
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT 1 AS a");
    WorkerServer worker =
        fixture.start("w1", data, builder -> builder.rescanInterval(Duration.ofMillis(50)));
    try (CuratorFramework client = ZooKeeperClients.connect(fixture.access())) {
      fixture.duck().write(data.resolve("t/b.parquet"), "SELECT 1 AS a");
      await()
          .untilAsserted(
              () -> {
                assertThat(WorkerFixture.table(worker, TableName.main("t")).shards()).hasSize(2);
                assertThat(announcement(client).epoch())
                    .isEqualTo(worker.inventory().epoch())
                    .isGreaterThan(1);
              });
    }
  }

  private static WorkerAnnouncement announcement(CuratorFramework client) throws Exception {
    List<String> names = client.getChildren().forPath("/skein/default/workers");
    assertThat(names).hasSize(1);
    return WorkerAnnouncement.parse(
        client.getData().forPath("/skein/default/workers/" + names.get(0)));
  }

  @Test
  void theAnnouncementComesBackAfterZooKeeperDid() throws Exception {
    WorkerServer worker = fixture.startWithTable(data, "SELECT 1 AS a");
    fixture.zookeeper().restart();
    Task task = fixture.scanTask(worker, "SELECT a FROM t", "t");
    assertThat(fixture.run(worker, task)).hasSize(1);
    try (CuratorFramework client = ZooKeeperClients.connect(fixture.access())) {
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(announcement(client).location()).isEqualTo(worker.location()));
    }
  }

  @Test
  void theStateIsToldAndWhatIsNotTheWorkersWorkIsRefused() throws Exception {
    WorkerServer worker = fixture.startWithTable(data, "SELECT 1 AS a");
    FlightClient client = fixture.clients().client(worker.location());
    Iterator<Result> status = fixture.ask(worker, WorkerProducer.STATUS_ACTION);
    assertThat(new String(status.next().getBody(), StandardCharsets.UTF_8))
        .startsWith("{\"id\":\"w1\",\"state\":\"SERVING\",\"runningTasks\":0");
    assertThatThrownBy(() -> client.doAction(new Action("dance")).next())
        .isInstanceOfSatisfying(
            FlightRuntimeException.class,
            e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNIMPLEMENTED))
        .hasMessageContaining("no action 'dance'");
    assertThatThrownBy(
            () ->
                client.getInfo(
                    FlightDescriptor.command("SELECT 1".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOfSatisfying(
            FlightRuntimeException.class,
            e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNIMPLEMENTED))
        .hasMessageContaining("ask the coordinator");
  }

  @Test
  void aWorkerThatIsToldToLeaveFinishesItsTasksAndTakesNoNewOnes() throws Exception {
    WorkerServer worker = fixture.startWithTable(data, "SELECT i FROM range(3000000) t(i)");
    Task task = fixture.scanTask(worker, "SELECT i FROM t", "t");
    Endpoint endpoint = fixture.endpoint(task, worker.location());
    try (CuratorFramework client = ZooKeeperClients.connect(fixture.access());
        EndpointReader reader =
            new EndpointReader(fixture.clients(), endpoint, fixture.allocator())) {
      assertThat(reader.loadNextBatch()).isTrue();
      long rows = reader.getVectorSchemaRoot().getRowCount();
      CompletableFuture<Void> leaving = CompletableFuture.runAsync(worker::close);
      await()
          .untilAsserted(
              () -> assertThat(announcement(client).state()).isEqualTo(WorkerState.DRAINING));
      WorkerErrors.assertFails(
          ErrorCode.DRAINING, () -> fixture.run(endpoint), "the worker is leaving");
      assertThat(leaving).isNotDone();
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
      assertThat(rows).isEqualTo(3_000_000);
      leaving.get(20, TimeUnit.SECONDS);
      assertThat(client.getChildren().forPath("/skein/default/workers")).isEmpty();
    }
  }

  @Test
  void aTaskThatDoesNotFinishInTimeFailsWhenTheWorkerLeaves() throws Exception {
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT i FROM range(3000000) t(i)");
    WorkerServer worker =
        fixture.start(
            "w1",
            data,
            builder ->
                builder.limits(
                    new TaskLimits(
                        8, Duration.ofSeconds(20), Duration.ofMillis(200), Duration.ofSeconds(1))));
    Task task = fixture.scanTask(worker, "SELECT i FROM t", "t");
    try (EndpointReader reader =
        new EndpointReader(
            fixture.clients(), fixture.endpoint(task, worker.location()), fixture.allocator())) {
      assertThat(reader.loadNextBatch()).isTrue();
      CompletableFuture<Void> leaving = CompletableFuture.runAsync(worker::close);
      WorkerErrors.assertFails(
          ErrorCode.DRAINING,
          () -> {
            await().until(() -> worker.runningTasks() == 0);
            while (reader.loadNextBatch()) {}
          },
          "the worker left before the task was done");
      leaving.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aWorkerThatCannotStartSaysWhyAndLeavesNothing() {
    WorkerServer worker = fixture.startWithTable(data, "SELECT 1 AS a");
    int port = Integer.parseInt(worker.location().replaceAll(".*:", ""));
    WorkerErrors.assertFails(
        ErrorCode.INVALID_REQUEST,
        () -> fixture.start("w2", data, builder -> builder.listen("127.0.0.1", port)),
        "cannot listen on 127.0.0.1:" + port);
    WorkerErrors.assertFails(
        ErrorCode.INVALID_REQUEST,
        () -> fixture.start("w2", data.resolve("missing")),
        "data folder",
        "is not there");
    WorkerErrors.assertFails(
        ErrorCode.INVALID_REQUEST,
        () ->
            fixture.start(
                "w2",
                data,
                builder ->
                    builder.engine(
                        new EngineOptions(
                            Optional.of("much"), OptionalInt.empty(), Optional.empty()))),
        "DuckDB does not start");
    fixture.start("w2", data);
  }

  @Test
  void theTemporaryFolderIsTheWorkersOwnAndGoesWithIt() throws Exception {
    Path temporary = Files.createTempDirectory("spill");
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT 1 AS a");
    WorkerServer worker =
        fixture.start(
            "w1",
            data,
            builder ->
                builder.engine(
                    new EngineOptions(
                        Optional.empty(), OptionalInt.empty(), Optional.of(temporary))));
    try (Stream<Path> folders = Files.list(temporary)) {
      assertThat(folders).hasSize(1);
    }
    worker.close();
    assertThat(temporary).isEmptyDirectory();
    Files.delete(temporary);
  }

  @Test
  void whatAWorkerLeftThatWasKilledIsDeletedAndWhatIsInUseIsNot() throws Exception {
    Path temporary = Files.createTempDirectory("spill");
    Path left = Files.createDirectories(temporary.resolve("skein-engine-1"));
    Files.createFile(left.resolve("owner.lock"));
    Files.writeString(left.resolve("duckdb_temp_storage_DEFAULT-0.tmp"), "rows");
    Path unknown = Files.createDirectories(temporary.resolve("skein-engine-2"));
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT 1 AS a");
    WorkerServer first = fixture.start("w1", data, builder -> builder.engine(spilling(temporary)));
    WorkerServer second = fixture.start("w2", data, builder -> builder.engine(spilling(temporary)));
    assertThat(left).doesNotExist();
    assertThat(unknown).exists();
    try (Stream<Path> folders = Files.list(temporary)) {
      assertThat(folders).as("one of each worker, and one that is nobody's").hasSize(3);
    }
    first.close();
    second.close();
    assertThat(temporary).isDirectoryContaining("glob:**skein-engine-2");
    Files.delete(unknown);
    Files.delete(temporary);
  }

  private static EngineOptions spilling(Path folder) {
    return new EngineOptions(
        Optional.of("60MB"), OptionalInt.of(1), Optional.of(folder), Optional.of("20MB"));
  }

  @Test
  void whatDoesNotFitIntoTheTemporaryFolderIsAnErrorThatNamesTheLimitAndLeavesNothing()
      throws Exception {
    Path temporary = Files.createTempDirectory("spill");
    fixture
        .duck()
        .write(
            data.resolve("t/a.parquet"),
            "SELECT i, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS s FROM range(2000000) t(i)");
    WorkerServer worker = fixture.start("w1", data, builder -> builder.engine(spilling(temporary)));
    WorkerErrors.assertFails(
        ErrorCode.OUT_OF_MEMORY,
        () -> fixture.run(worker, fixture.scanTask(worker, "SELECT s, i FROM t ORDER BY s", "t")),
        "max_temp_directory_size");
    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files.filter(Files::isRegularFile))
          .extracting(file -> "" + file.getFileName())
          .allMatch(name -> name.matches("owner.lock|duckdb_temp_.*_owner"));
    }
    worker.close();
    Files.delete(temporary);
  }

  @Test
  void theAdvertisedAddressIsTold() {
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT 1 AS a");
    assertThat(fixture.start("w1", data, builder -> builder.advertise("worker.example:99")))
        .extracting(WorkerServer::location)
        .isEqualTo("grpc+tcp://worker.example:99");
    assertThat(fixture.start("w2", data, builder -> builder.advertise("worker.example")).location())
        .matches("grpc\\+tcp://worker\\.example:[1-9][0-9]+");
  }
}
