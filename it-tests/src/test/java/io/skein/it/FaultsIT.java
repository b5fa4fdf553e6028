package io.skein.it;

import static io.skein.it.InjectedFaults.run;
import static io.skein.it.InjectedFaults.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.it.ClusterShape.Moving;
import io.skein.it.InjectedFaults.Effect;
import io.skein.it.InjectedFaults.Fault;
import io.skein.it.random.RandomQuery;
import io.skein.it.random.RandomTable;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.TaskId;
import io.skein.standalone.testing.TestCluster;
import io.skein.worker.task.TaskFaults.Point;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks fail, are cut, wait and hang at named points, and the answer is right or a typed error. */
class FaultsIT {
  private static final int ROWS = 30_000;
  private static final int RANDOM_QUERIES = Integer.getInteger("skein.faults.queries", 60);
  private static final String ALL = "SELECT id, k, text FROM seven.numbers";
  private static final String JOINED =
      "SELECT a.k, count(*) AS n, min(b.text[:9]) AS t FROM seven.numbers a JOIN seven.numbers b"
          + " ON a.id = b.id + 1 GROUP BY a.k";

  private static final InjectedFaults FAULTS = new InjectedFaults();
  private static TestCluster cluster;
  private static Oracle oracle;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    oracle = new Oracle();
    try (TableWriter writer = new TableWriter()) {
      String rows =
          "SELECT i::BIGINT AS id, (i %% 100)::INTEGER AS k, repeat('n' || i, 60) AS text"
              + " FROM range(%d) AS r(i)";
      oracle.add(
          writer.write(data, Layout.SEVEN, TableRows.of("numbers", "id", rows.formatted(ROWS))));
      for (RandomTable table : RandomTable.values()) {
        oracle.add(
            writer.write(
                data, Layout.EVEN, TableRows.of(table.tableName(), table.key(), table.sql())));
      }
    }
    cluster =
        TestCluster.builder()
            .workers(3)
            .sharedData(data)
            .distribution(Moving.DIVIDED.options())
            .faults(FAULTS)
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    oracle.close();
  }

  @AfterEach
  void nothingIsHeld() throws Exception {
    FAULTS.clear();
    cluster.assertNothingHeld();
  }

  private static void requireSameRows(String sql) throws Exception {
    Answer expected = oracle.answer(sql);
    assertThat(AnswerComparison.ofMultisets(expected, ClusterAnswer.fetch(cluster.client(), sql)))
        .as(sql)
        .isEmpty();
  }

  @Test
  void aFaultGoesOffInItsTaskAsOftenAsItMayAndInNoOther() {
    Fault fault =
        FAULTS.at(Point.START, 0, run(0, 1, 0), 2, Effect.failing(ErrorCode.EXECUTION_ERROR));
    Fault other =
        FAULTS.at(Point.START, 0, run(7, 1, 0), 2, Effect.failing(ErrorCode.EXECUTION_ERROR));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> cluster.rows(ALL))
          .isInstanceOfSatisfying(
              SkeinException.class,
              e -> {
                assertThat(e).hasMessage("injected");
                assertThat(e.task()).hasValueSatisfying(id -> assertThat(id).endsWith(".0.1.0"));
              });
    }
    assertThat(cluster.rows(ALL)).hasSize(ROWS);
    assertThat(fault.fired()).isEqualTo(2);
    assertThat(other.fired()).isZero();
  }

  @Test
  void rowsOfAStreamThatIsCutAreTakenBackAndFetchedAnew() throws Exception {
    Fault cut = FAULTS.at(Point.END, 0, stage(0), 2, Effect.gone());
    try (QueryResult result = cluster.client().query(ALL)) {
      List<List<Object>> rows = result.fetchAll();
      assertThat(rows).hasSize(ROWS);
      assertThat(rows.stream().map(row -> row.get(0)).distinct()).hasSize(ROWS);
      assertThat(result.progress().failovers()).isEqualTo(2);
    }
    assertThat(cut.fired()).isEqualTo(2);
  }

  @Test
  void whereRowsWereHandedOnTheQueryIsPlannedAgain() throws Exception {
    Fault cut = FAULTS.at(Point.END, 0, stage(0), 1, Effect.gone());
    List<SkeinException> causes = new ArrayList<>();
    try (SkeinClient client =
        SkeinClient.builder()
            .coordinator("127.0.0.1", cluster.cluster().port())
            .onNewAttempt(causes::add)
            .build()) {
      Answer answer = ClusterAnswer.fetch(client, ALL);
      assertThat(AnswerComparison.ofMultisets(oracle.answer(ALL), answer)).isEmpty();
    }
    assertThat(cut.fired()).isEqualTo(1);
    assertThat(causes)
        .singleElement()
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.WORKER_UNAVAILABLE));
  }

  @Test
  void anExchangeReadsASourceAnewThatFailsInTheMiddleAndSaysWhichAttemptItWas() throws Exception {
    String sorted = "SELECT id, text FROM seven.numbers ORDER BY text";
    Fault cut = FAULTS.at(Point.END, 0, run(0, 1, 0), 1, Effect.gone());
    requireSameRows(sorted);
    assertThat(cut.fired()).isEqualTo(1);

    Fault again = FAULTS.at(Point.END, 0, run(0, 1, 0), 1, Effect.gone());
    Fault third = FAULTS.at(Point.START, 0, run(0, 1, 1), 1, Effect.gone());
    String analyzed = cluster.rows("EXPLAIN ANALYZE " + sorted).get(0).get(1).toString();
    assertThat(again.fired()).isEqualTo(1);
    assertThat(third.fired()).isEqualTo(1);
    assertThat(
            analyzed.lines().filter(line -> line.contains("task 1 at") && line.contains("rows,")))
        .singleElement()
        .asString()
        .endsWith("attempt 2");
  }

  @Test
  void aKeptResultThatFailsIsComputedAgain() throws Exception {
    assertThat(cluster.lane(JOINED)).isEqualTo("STAGED");
    for (Point point : List.of(Point.START, Point.LOADED, Point.END)) {
      Fault fault = FAULTS.at(point, 0, run(0, 0, 0), 1, Effect.gone());
      requireSameRows(JOINED);
      assertThat(fault.fired()).as(point.toString()).isEqualTo(1);
    }
  }

  @Test
  void readersOfAKeptResultThatAreCutReadItAnew() throws Exception {
    Fault fault = FAULTS.at(Point.BATCH, 0, stage(0), 4, Effect.gone());
    requireSameRows(JOINED);
    assertThat(fault.fired()).isEqualTo(4);
  }

  @Test
  void attemptsAreBoundedAndTheErrorNamesTheTask() {
    Fault always = FAULTS.at(Point.START, 0, stage(0), 1_000, Effect.gone());
    assertThatThrownBy(() -> cluster.rows(JOINED))
        .isInstanceOfSatisfying(
            SkeinException.class,
            e -> {
              assertThat(e.code().name()).isIn("WORKER_UNAVAILABLE", "SHARD_UNAVAILABLE");
              assertThat(e.getMessage()).contains("injected");
              assertThat(e.task()).hasValueSatisfying(id -> assertThat(id).contains(".0."));
            });
    // Five plans, at most three tasks of stage 0, at most six attempts of each by three readers.
    assertThat(always.fired()).isBetween(5, 5 * 3 * 6 * 3);
  }

  @Test
  void aTaskThatHangsBeforeItSaysAWordIsRunElsewhere() throws Exception {
    CountDownLatch until = new CountDownLatch(1);
    Fault hanging = FAULTS.at(Point.START, 0, run(0, 1, 0), 1, Effect.hang(until));
    try {
      requireSameRows("SELECT count(*), sum(id) FROM seven.numbers");
      assertThat(hanging.fired()).isEqualTo(1);
    } finally {
      until.countDown();
    }
  }

  @Test
  void aTaskThatIsSlowIsWaitedFor() throws Exception {
    Fault slow = FAULTS.at(Point.BATCH, 0, stage(0), 2, Effect.delay(1_500));
    requireSameRows("SELECT id, text FROM seven.numbers WHERE id % 3 = 0");
    assertThat(slow.fired()).isEqualTo(2);
  }

  @Test
  void randomQueriesUnderRandomFaultsAnswerRight() throws Exception {
    Random random = new Random(5);
    int fired = 0;
    int compared = 0;
    List<String> wrong = new ArrayList<>();
    for (long seed = 1; compared < RANDOM_QUERIES; seed++) {
      RandomTrial trial =
          RandomTrial.of(RandomQuery.of(seed, List.of(Layout.EVEN.schema())), oracle);
      if (trial.leftOut().isPresent() || !trial.refusal().isEmpty()) {
        continue;
      }
      compared++;
      List<Fault> injected = new ArrayList<>();
      for (Point point : Point.values()) {
        int chosen = random.nextInt(4);
        injected.add(
            FAULTS.at(
                point,
                0,
                (TaskId task) -> (task.task() + task.stage()) % 4 == chosen,
                1,
                Effect.gone()));
      }
      Optional<Difference> difference = trial.on(cluster).difference();
      fired += injected.stream().mapToInt(Fault::fired).sum();
      FAULTS.clear();
      difference.ifPresent(found -> wrong.add(found + "\n" + trial.query().sql()));
    }
    assertThat(wrong).isEmpty();
    assertThat(fired).isGreaterThan(RANDOM_QUERIES);
  }
}
