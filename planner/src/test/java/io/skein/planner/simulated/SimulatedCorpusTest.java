package io.skein.planner.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skein.planner.DistributedPlan;
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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
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

  /** How the queries of a corpus are planned. */
  private enum Mode {
    /** As for the rows that there are: everything is small. */
    SMALL(1, DistributionOptions.DEFAULTS),
    /** As for a thousand times as many rows. */
    BIG(1000, DistributionOptions.DEFAULTS),
    /** With rows divided wherever that is possible. */
    REPARTITION(1, DistributionOptions.REPARTITION);

    private final long scale;
    private final DistributionOptions options;

    Mode(long scale, DistributionOptions options) {
      this.scale = scale;
      this.options = options;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tpch, 3, SMALL",
    "tpch, 3, BIG",
    "tpch, 3, REPARTITION",
    "tpch, 1, BIG",
    "tpcds, 3, BIG",
    "tpcds, 3, REPARTITION",
    "clickbench, 3, BIG",
    "clickbench, 3, REPARTITION",
    "ssb, 3, BIG",
    "ssb, 3, REPARTITION",
    "h2o, 3, BIG",
    "h2o, 3, REPARTITION",
  })
  void theRowsAreThoseOfOneDuckDb(String corpus, int workers, Mode mode) throws Exception {
    run(corpus, workers, mode);
  }

  @ParameterizedTest
  @EnabledIfSystemProperty(named = "skein.corpora.full", matches = "true")
  @CsvSource({
    "tpcds, 3, SMALL",
    "clickbench, 3, SMALL",
    "h2o, 7, REPARTITION",
    "tpch, 7, REPARTITION",
    "tpcds, 7, REPARTITION",
    "trino-tpch, 3, SMALL",
    "trino-tpch, 3, BIG",
    "trino-tpch, 3, REPARTITION",
    "trino-tpch, 7, BIG",
  })
  void theRowsAreThoseOfOneDuckDbInEveryOtherMode(String corpus, int workers, Mode mode)
      throws Exception {
    run(corpus, workers, mode);
  }

  private static void run(String corpus, int workers, Mode mode) throws Exception {
    LaneTable lanes = new LaneTable(corpus);
    List<String> wrong = new ArrayList<>();
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      create(corpus, new CorpusTables(database, corpora));
      try (SimulatedCluster cluster =
          new SimulatedCluster(database, workers, 4, mode.scale, mode.options)) {
        for (String line : Files.readAllLines(corpora.resolve(corpus + ".jsonl"))) {
          JsonNode record = JSON.readTree(line);
          String id = record.get("id").asText();
          String sql = record.get("sql").asText();
          try {
            DistributedPlan plan = cluster.plan(sql);
            lanes.add(id, plan);
            List<List<String>> expected = database.rows(sql);
            List<List<String>> found = cluster.run(plan);
            String difference = Rows.difference(expected, found);
            if (difference != null && found.size() == expected.size()) {
              difference = differenceBeyondTies(database, sql, found, difference);
            }
            if (difference != null) {
              wrong.add("%s: %s%n  %s".formatted(id, difference, sql));
            }
          } catch (SQLException | SkeinException e) {
            wrong.add("%s: %s%n  %s".formatted(id, e, sql));
          }
        }
      }
    }
    String summary =
        "%s over %d workers, %s: %s, %d wrong"
            .formatted(corpus, workers, mode, lanes.summary(), wrong.size());
    System.out.println(summary);
    assertThat(wrong).as(summary).isEmpty();
    if (mode == Mode.BIG && workers == 3) {
      lanes.check();
    }
  }

  private static void create(String corpus, CorpusTables tables) throws Exception {
    switch (corpus) {
      case "tpch" -> tables.tpch();
      case "tpcds" -> tables.tpcds();
      case "clickbench" -> tables.clickbench();
      case "ssb" -> tables.ssb();
      case "h2o" -> tables.h2o();
      case "trino-tpch" -> tables.tpch().unprefixed();
      default -> throw new IllegalArgumentException(corpus);
    }
  }
}
