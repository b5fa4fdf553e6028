package io.skein.worker.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.ScanInput;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskInput;
import io.skein.worker.WorkerErrors;
import io.skein.worker.WorkerFixture;
import io.skein.worker.WorkerServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the names in a fragment stand for. */
class TaskRelationsTest {
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
  void relationsHaveTheirSchemasAndTheSearchPathFindsThem() {
    fixture.duck().write(data.resolve("tpch/t/a.parquet"), "SELECT 'in tpch' AS s");
    fixture.duck().write(data.resolve("t/a.parquet"), "SELECT 'in main' AS s");
    WorkerServer worker = fixture.start("w1", data);
    TableName inTpch = new TableName("tpch", "t");
    TableName inMain = TableName.main("t");
    List<TaskInput> inputs =
        List.of(WorkerFixture.scan(worker, inTpch), WorkerFixture.scan(worker, inMain));
    String sql = "SELECT t.s, m.s AS m, p.s AS p FROM t, main.t AS m, tpch.t AS p";
    Schema schema = fixture.schema("SELECT '' AS s, '' AS m, '' AS p");
    Task plain = fixture.task(sql, schema, inputs);
    assertThat(fixture.run(worker, plain))
        .containsExactly(List.of("in main", "in main", "in tpch"));
    Task tpchFirst =
        new Task(
            plain.id(), sql, schema, plain.output(), inputs, List.of("tpch", "main"), List.of());
    assertThat(fixture.run(worker, tpchFirst))
        .containsExactly(List.of("in tpch", "in main", "in tpch"));
  }

  @Test
  void aTaskSeesOnlyItsOwnRelations() {
    WorkerServer worker = fixture.startWithTable(data, "SELECT 1 AS a");
    Task task = fixture.task("SELECT a FROM t", fixture.schema("SELECT 1 AS a"), List.of());
    WorkerErrors.assertFails(
        ErrorCode.BINDING_ERROR,
        () -> fixture.run(worker, task),
        "Catalog Error: Table with name t does not exist");
  }

  @Test
  void aScanOfNoShardsIsARelationWithoutRows() {
    WorkerServer worker = fixture.startWithTable(data, "SELECT 1 AS a, 'x' AS b, [1] AS c");
    TableName name = TableName.main("t");
    Task task =
        fixture.task(
            "SELECT count(*), typeof(any_value(a)), typeof(any_value(c)) FROM t",
            List.of(new ScanInput(name, name, List.of())),
            Map.of(name, WorkerFixture.table(worker, name).columns()));
    assertThat(fixture.run(worker, task)).containsExactly(List.of("0", "INTEGER", "INTEGER[]"));
  }

  @Test
  void aRelationMayHaveAnotherNameThanItsTable() {
    WorkerServer worker = fixture.startWithTable(data, "SELECT 7 AS a");
    ScanInput scan = WorkerFixture.scan(worker, TableName.main("t"));
    TableName relation = new TableName("stage 1", "some \"input\"");
    Task task =
        fixture.task(
            "SELECT a FROM \"stage 1\".\"some \"\"input\"\"\"",
            fixture.schema("SELECT 1 AS a"),
            List.of(new ScanInput(relation, scan.table(), scan.shards())));
    assertThat(fixture.run(worker, task)).containsExactly(List.of("7"));
  }

  @Test
  void rowsComeInTheOrderOfShardsAndTheirFiles() {
    for (int shard = 0; shard < 5; shard++) {
      for (int part = 0; part < 2; part++) {
        fixture
            .duck()
            .write(
                data.resolve("t/shard-0000%d/part-%d.parquet".formatted(shard, part)),
                "SELECT %d AS place, i FROM range(30000) r(i)".formatted(shard * 2 + part));
      }
    }
    WorkerServer worker = fixture.start("w1", data);
    List<List<String>> rows =
        fixture.run(worker, fixture.scanTask(worker, "SELECT place, i FROM t", "t"));
    assertThat(rows).hasSize(300_000);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i))
          .containsExactly(String.valueOf(i / 30_000), String.valueOf(i % 30_000));
    }
  }
}
