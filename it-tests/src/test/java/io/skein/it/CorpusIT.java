package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.client.QueryResult;
import io.skein.it.Corpus.Query;
import io.skein.planner.plan.UnsupportedPlanException;
import io.skein.planner.render.PlanningDuckDb;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.QuerySummary;
import io.skein.standalone.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Queries of other projects, answered by a cluster and by one DuckDB over the same files. The
 * folder with the queries is named by the system property {@code skein.corpora}; without it the
 * test is skipped. Of the larger corpora some queries are run, with {@code
 * -Dskein.corpora.full=true} all.
 */
class CorpusIT {
  /** Queries whose answers may differ, and why. */
  private static final Map<String, String> UNDETERMINED =
      Map.of(
          "clickbench-q17", "LIMIT without ORDER BY",
          "trino-0609", "the first of many rows with the same sort key, which is not put out");

  private static Path corpora;

  @BeforeAll
  static void findCorpora() {
    String folder = System.getProperty("skein.corpora", "");
    corpora = Path.of(folder);
    Assumptions.assumeTrue(
        !folder.isEmpty() && Files.isDirectory(corpora),
        "no query corpora at '" + folder + "': set -Dskein.corpora");
  }

  /** Starts the cluster that is to answer. */
  private interface Start {
    TestCluster over(List<ShardedTable> tables, Path data) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void threeWorkersAnswerAsOneDuckDb(Corpus corpus, @TempDir Path data) throws Exception {
    run(corpus, "3 workers", data, (tables, folder) -> shared(folder, 3));
  }

  @ParameterizedTest
  @EnumSource
  void oneWorkerAnswersAsOneDuckDb(Corpus corpus, @TempDir Path data) throws Exception {
    assumeFull();
    run(corpus, "1 worker", data, (tables, folder) -> shared(folder, 1));
  }

  @ParameterizedTest
  @EnumSource
  void workersThatCannotReadEachOthersShardsAnswerAsOneDuckDb(Corpus corpus, @TempDir Path data)
      throws Exception {
    assumeFull();
    run(corpus, "3 workers apart", data, CorpusIT::apart);
  }

  private static boolean isFull() {
    return Boolean.getBoolean("skein.corpora.full");
  }

  private static void assumeFull() {
    Assumptions.assumeTrue(isFull(), "runs with -Dskein.corpora.full=true only");
  }

  private static TestCluster shared(Path data, int workers) {
    return TestCluster.builder().workers(workers).sharedData(data).build();
  }

  /** Deals the files of each table out to three workers. */
  private static TestCluster apart(List<ShardedTable> tables, Path data) throws IOException {
    IntFunction<Path> folder = worker -> data.resolveSibling("worker-" + worker);
    for (ShardedTable table : tables) {
      for (int i = 0; i < table.files().size(); i++) {
        Path file = table.files().get(i);
        Path own = folder.apply(i % 3 + 1).resolve(data.relativize(file));
        Files.createDirectories(own.getParent());
        Files.createLink(own, file);
      }
    }
    return TestCluster.builder().workers(3).localData(folder).build();
  }

  private static void run(Corpus corpus, String title, Path folder, Start start) throws Exception {
    CorpusReport report = new CorpusReport(corpus.name().toLowerCase(Locale.ROOT) + ", " + title);
    Path data = folder.resolve("shared");
    try (PlanningDuckDb database = corpus.tables(corpora);
        Oracle oracle = new Oracle()) {
      List<ShardedTable> tables = CorpusShards.write(database, corpus.schema(), data);
      for (ShardedTable table : tables) {
        oracle.add(table);
      }
      try (TestCluster cluster = start.over(tables, data)) {
        for (Query query : isFull() ? corpus.all(corpora) : corpus.some(corpora)) {
          compare(query, database, oracle, cluster, report);
        }
        cluster.assertNothingHeld();
      }
    }
    System.out.println(report);
    assertThat(report.wrong()).as(report.toString()).isEmpty();
  }

  private static void compare(
      Query query, PlanningDuckDb tables, Oracle oracle, TestCluster cluster, CorpusReport report)
      throws IOException {
    if (UNDETERMINED.containsKey(query.id())) {
      report.leftOut(query.id() + ": " + UNDETERMINED.get(query.id()));
      return;
    }
    Optional<Answer> expected;
    try {
      expected = Optional.of(oracle.answer(query.sql()));
    } catch (SQLException e) {
      expected = Optional.empty();
    }
    Laned found;
    try {
      found = cluster.client().fetch(query.sql(), Laned::of);
    } catch (SkeinException e) {
      if (expected.isEmpty()) {
        report.fails();
      } else {
        report.wrong(query.id(), "failed", e.code() + " " + e.getMessage(), query.sql());
      }
      return;
    }
    if (expected.isEmpty()) {
      report.wrong(query.id(), found.lane(), "it fails in DuckDB", query.sql());
      return;
    }
    Optional<String> difference =
        new DeterminedComparison(expected.get(), found.answer(), order(tables, query)).difference();
    if (difference.isPresent()) {
      report.wrong(query.id(), found.lane(), difference.get(), query.sql());
    } else {
      report.equal(found.lane());
    }
  }

  private static ResultOrder order(PlanningDuckDb tables, Query query) {
    try {
      return ResultOrder.of(tables.plan(query.sql()));
    } catch (SQLException | UnsupportedPlanException | SkeinException e) {
      // The order of a plan that cannot be read is not known; its rows are.
      return new ResultOrder(List.of(), false, false);
    }
  }

  /** An answer, and the lane that gave it. */
  private record Laned(Answer answer, String lane) {
    static Laned of(QueryResult result) throws IOException {
      Answer answer = ClusterAnswer.of(result);
      return new Laned(answer, result.summary().map(QuerySummary::lane).orElse("?"));
    }
  }
}
