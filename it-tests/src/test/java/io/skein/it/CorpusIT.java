package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.it.Corpus.Query;
import io.skein.planner.render.PlanningDuckDb;
import io.skein.standalone.testing.TestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Queries of other projects, answered by clusters and by one DuckDB over the same files. Without
 * the folder of the queries the test is skipped; {@link CorpusSettings} says how it is set.
 */
class CorpusIT {

  @BeforeAll
  static void findCorpora() {
    Assumptions.assumeTrue(
        CorpusSettings.isThere(),
        "no query corpora at '" + CorpusSettings.folder() + "': set -Dskein.corpora");
  }

  static List<Corpus> corpora() {
    return CorpusSettings.corpora();
  }

  @ParameterizedTest
  @MethodSource("corpora")
  void clustersAnswerAsOneDuckDb(Corpus corpus, @TempDir Path folder) throws Exception {
    Path data = folder.resolve("shared");
    List<CorpusReport> reports = new ArrayList<>();
    try (PlanningDuckDb database = corpus.tables(CorpusSettings.folder());
        Oracle oracle = new Oracle()) {
      List<ShardedTable> tables = CorpusShards.write(database, corpus.schema(), data);
      for (ShardedTable table : tables) {
        oracle.add(table);
      }
      CorpusRun run = new CorpusRun(database, oracle);
      List<CorpusRun.Expected> answers = new ArrayList<>();
      for (Query query : corpus.queries(CorpusSettings.folder(), CorpusSettings.isFull())) {
        answers.add(run.expect(query));
      }
      for (ClusterShape shape : CorpusSettings.clusters()) {
        CorpusReport report =
            new CorpusReport(corpus.name().toLowerCase(Locale.ROOT) + ", " + shape);
        try (TestCluster cluster =
            shape.start(tables, data, folder.resolve("apart-" + reports.size()))) {
          for (CorpusRun.Expected expected : answers) {
            run.compare(expected, cluster, report);
          }
          cluster.assertNothingHeld();
        }
        System.out.println(report);
        reports.add(report);
      }
    }
    assertThat(reports).allSatisfy(report -> assertThat(report.wrong()).isEmpty());
  }
}
