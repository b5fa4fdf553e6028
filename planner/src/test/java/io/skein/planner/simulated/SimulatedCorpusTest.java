package io.skein.planner.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skein.planner.DistributedPlan;
import io.skein.planner.Lane;
import io.skein.planner.StageOutput;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.planner.render.CorpusTables;
import io.skein.planner.render.PlanningDuckDb;
import io.skein.planner.render.Rows;
import io.skein.protocol.error.SkeinException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Queries of other projects, planned for a cluster and run task by task: they give the rows of the
 * query's own text. The folder with the queries is named by the system property {@code
 * skein.corpora}; without it the test is skipped.
 */
class SimulatedCorpusTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path corpora;

  @BeforeAll
  static void findCorpora() {
    String folder = System.getProperty("skein.corpora", "");
    corpora = Path.of(folder);
    Assumptions.assumeTrue(
        !folder.isEmpty() && Files.isDirectory(corpora),
        "no query corpora at '" + folder + "': set -Dskein.corpora");
  }

  /** Of rows that tie at the limit, any may be taken: all must be rows of the query without it. */
  private static String differenceBeyondTies(
      PlanningDuckDb database, String sql, List<List<String>> found, String difference)
      throws SQLException {
    String unlimited =
        sql.strip().replaceFirst("(?i)\\s*LIMIT\\s+\\d+(\\s+OFFSET\\s+\\d+)?\\s*;?$", "");
    if (unlimited.equals(sql.strip())) {
      return difference;
    }
    return Rows.missing(database.rows(unlimited), found);
  }

  @ParameterizedTest
  @CsvSource({
    "tpch, 3, false",
    "tpch, 3, true",
    "tpch, 1, false",
    "tpcds, 3, false",
    "tpcds, 3, true",
    "clickbench, 3, false",
    "clickbench, 3, true",
    "ssb, 3, true",
    "h2o, 3, false",
    "h2o, 3, true",
    "trino-tpch, 3, false",
    "trino-tpch, 3, true"
  })
  void theRowsAreThoseOfOneDuckDb(String corpus, int workers, boolean repartition)
      throws Exception {
    Map<Lane, Integer> lanes = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    int same = 0;
    int divided = 0;
    int refused = 0;
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      CorpusTables tables = new CorpusTables(database, corpora);
      switch (corpus) {
        case "tpch" -> tables.tpch();
        case "tpcds" -> tables.tpcds();
        case "clickbench" -> tables.clickbench();
        case "ssb" -> tables.ssb();
        case "h2o" -> tables.h2o();
        case "trino-tpch" -> tables.tpch().unprefixed();
        default -> throw new IllegalArgumentException(corpus);
      }
      DistributionOptions options =
          repartition ? DistributionOptions.REPARTITION : DistributionOptions.DEFAULTS;
      try (SimulatedCluster cluster = new SimulatedCluster(database, workers, 4, options)) {
        for (String line : Files.readAllLines(corpora.resolve(corpus + ".jsonl"))) {
          JsonNode record = JSON.readTree(line);
          String id = record.get("id").asText();
          String sql = record.get("sql").asText();
          List<List<String>> expected;
          try {
            expected = database.rows(sql);
          } catch (SQLException e) {
            refused++;
            continue;
          }
          try {
            DistributedPlan plan = cluster.plan(sql);
            lanes.merge(plan.lane(), 1, Integer::sum);
            if (plan.stages().stream()
                .anyMatch(stage -> stage.output() instanceof StageOutput.Partitioned)) {
              divided++;
            }
            List<List<String>> found = cluster.run(plan);
            String difference = Rows.difference(expected, found);
            if (difference != null && found.size() == expected.size()) {
              difference = differenceBeyondTies(database, sql, found, difference);
            }
            if (difference == null) {
              same++;
            } else {
              wrong.add("%s: %s%n  %s".formatted(id, difference, sql));
            }
          } catch (SQLException | SkeinException e) {
            wrong.add("%s: %s%n  %s".formatted(id, e, sql));
          }
        }
      }
    }
    String summary =
        "%s over %d workers%s: %d same, %d wrong, %d refused by DuckDB; lanes %s, %d divided"
            .formatted(
                corpus,
                workers,
                repartition ? ", repartitioned" : "",
                same,
                wrong.size(),
                refused,
                lanes,
                divided);
    System.out.println(summary);
    assertThat(wrong).as(summary).isEmpty();
  }
}
