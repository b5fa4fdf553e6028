package io.skein.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.profile.TaskStatistics;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class AnalyzedPlanTest {
  private static final Schema SCHEMA = new Schema(List.of());

  private static PlannedTask at(String worker) {
    return new PlannedTask(List.of(), List.of(worker));
  }

  private static PlannedTask reader() {
    return new PlannedTask(
        List.of(
            new PlannedInput.Exchange(
                TableName.main("stage_0"),
                List.of(new Column("c0", "BIGINT")),
                List.of("c0"),
                0,
                OptionalInt.of(0))),
        List.of("w1"));
  }

  /** A plan of two tasks and one that finishes them. */
  private static DistributedPlan plan() {
    return new DistributedPlan(
        Lane.STAGED,
        "for the test",
        List.of(new Column("n", "BIGINT")),
        SCHEMA,
        List.of(
            new PlannedStage(
                0,
                "SELECT 1",
                SCHEMA,
                List.of(at("w1"), at("w2")),
                new StageOutput.Partitioned(List.of("c0"), 1, 2, true),
                OptionalLong.of(5000)),
            new PlannedStage(1, "SELECT 2", SCHEMA, List.of(reader()))),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static TaskStatistics run(
      int stage, int task, String worker, long rows, long bytes, long exchanged, long millis) {
    return new TaskStatistics(
        new TaskId(new QueryId("q1"), stage, task, 0),
        worker,
        rows,
        bytes,
        exchanged,
        stage * 30L,
        stage * 40L,
        millis);
  }

  @Test
  void everyStageShowsItsSumsAndEveryTaskItsOwn() {
    AnalyzedPlan done =
        new AnalyzedPlan(
            plan(),
            List.of(
                run(1, 0, "w1", 1, 8, 2400, 50),
                run(0, 1, "w2", 300, 2400, 0, 7),
                run(0, 0, "w1", 1700, 13_600, 0, 12)),
            1,
            4,
            60);
    assertThat(done.lines())
        .containsExactly(
            "lane: STAGED",
            "reason: for the test",
            "columns: n BIGINT",
            "stage 0: 2 tasks, repartition by hash(c0) % 1 to stage 1, about 5,000 rows",
            "  2,000 rows, 16,000 bytes given; 0 bytes exchanged, 0 read locally; 12 ms; skew 1.70",
            "  task 0 at w1: 1,700 rows, 13,600 bytes, 12 ms, attempt 0",
            "  task 1 at w2: 300 rows, 2,400 bytes, 7 ms, attempt 0",
            "stage 1: 1 task, result to the client",
            "  1 row, 8 bytes given; 2,400 bytes exchanged, 30 read locally; 50 ms; skew 1.00",
            "  task 0 at w1: 1 row, 8 bytes, 50 ms, 40 of it for its inputs, attempt 0",
            "total: 60 ms, 4 ms of it planning; 2,400 bytes exchanged; 1 row in the result");
  }

  @Test
  void aStageWithoutRowsHasNoSkew() {
    assertThat(
            new AnalyzedPlan(
                    plan(),
                    List.of(run(0, 0, "w1", 0, 0, 0, 1), run(0, 1, "w2", 0, 0, 0, 1)),
                    0,
                    1,
                    2)
                .lines())
        .contains("  0 rows, 0 bytes given; 0 bytes exchanged, 0 read locally; 1 ms; skew 1.00");
  }

  @Test
  void tasksThatToldNothingAreSaidToBeSilent() {
    assertThat(new AnalyzedPlan(plan(), List.of(run(0, 0, "w1", 5, 40, 0, 1)), 0, 1, 2).lines())
        .contains("  1 of 2 tasks did not tell", "  no task told what it did");
  }
}
