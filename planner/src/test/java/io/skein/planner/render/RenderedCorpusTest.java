package io.skein.planner.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skein.planner.plan.PlanNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Queries of other projects: the rendered text gives the types and rows of the query's own text,
 * whole and with every operator as a piece of its own. The folder with the queries is named by the
 * system property {@code skein.corpora}; without it the test is skipped. Of DuckDB's own tests a
 * few of the files are run, with {@code -Dskein.corpora.full=true} all.
 */
class RenderedCorpusTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DUCKDB_TESTS = "duckdb-sqllogic.jsonl";

  /** Queries that end early without computing all of their common table expression. */
  private static final Set<String> FAIL_WHEN_COMPUTED_WHOLE =
      Set.of(
          "test/sql/cte/materialized/test_materialized_cte.test#11",
          "test/sql/cte/materialized/test_materialized_cte.test#13");

  private static Path corpora;

  @BeforeAll
  static void findCorpora() {
    String folder = System.getProperty("skein.corpora", "");
    corpora = Path.of(folder);
    Assumptions.assumeTrue(
        !folder.isEmpty() && Files.isDirectory(corpora),
        "no query corpora at '" + folder + "': set -Dskein.corpora");
  }

  /** What is done with each query of a corpus. */
  private interface Check {
    void run(CorpusRun run, PlanningDuckDb database, String id, String sql)
        throws IOException, SQLException;
  }

  private static List<JsonNode> records(String file) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : Files.readAllLines(corpora.resolve(file))) {
      records.add(JSON.readTree(line));
    }
    return records;
  }

  private static void runAll(String file, PlanningDuckDb database, Check check) throws Exception {
    CorpusRun run = new CorpusRun(file);
    for (JsonNode record : records(file)) {
      check.run(run, database, record.get("id").asText(), record.get("sql").asText());
    }
    finish(run);
  }

  private static void finish(CorpusRun run) {
    System.out.println(run.summary());
    assertThat(run.wrong()).as(run.summary()).isEmpty();
  }

  /** Renders the plan as one statement. */
  private static void whole(CorpusRun run, PlanningDuckDb database, String id, String sql)
      throws SQLException {
    PlanNode plan = run.plan(database, id, sql);
    if (plan != null) {
      run.compare(database, id, sql, plan);
    }
  }

  /** Renders each operator of the plan as a statement. */
  private static void inPieces(CorpusRun run, PlanningDuckDb database, String id, String sql)
      throws SQLException {
    PlanNode plan = FAIL_WHEN_COMPUTED_WHOLE.contains(id) ? null : run.plan(database, id, sql);
    if (plan != null) {
      run.compareInPieces(database, id, sql, plan);
    }
  }

  private static void tpch(Check check) throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).tpch();
      runAll("tpch.jsonl", database, check);
    }
  }

  private static void tpcds(Check check) throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).tpcds();
      runAll("tpcds.jsonl", database, check);
    }
  }

  private static void trinoTests(Check check) throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).tpch().unprefixed();
      runAll("trino-tpch.jsonl", database, check);
    }
  }

  /** Runs the files of DuckDB's tests, each over a database of its own. */
  private static void duckDbTests(Check check, int everyNthFile) throws Exception {
    CorpusRun run = new CorpusRun(DUCKDB_TESTS);
    String file = "";
    PlanningDuckDb database = new PlanningDuckDb();
    try {
      for (JsonNode record : records(DUCKDB_TESTS)) {
        if (!isChosen(record.get("file").asText(), everyNthFile)) {
          continue;
        }
        if (!file.equals(record.get("file").asText())) {
          file = record.get("file").asText();
          database.close();
          database = new PlanningDuckDb();
        }
        String sql = record.get("sql").asText();
        if (record.get("kind").asText().equals("setup")) {
          run.setup(database, sql);
        } else {
          check.run(run, database, file + "#" + record.get("n").asInt(), sql);
        }
      }
    } finally {
      database.close();
    }
    finish(run);
  }

  private static boolean isChosen(String file, int everyNthFile) {
    return Boolean.getBoolean("skein.corpora.full")
        || Math.floorMod(file.hashCode(), everyNthFile) == 0;
  }

  @Test
  void tpchWhole() throws Exception {
    tpch(RenderedCorpusTest::whole);
  }

  @Test
  void tpchInPieces() throws Exception {
    tpch(RenderedCorpusTest::inPieces);
  }

  @Test
  void tpcdsWhole() throws Exception {
    tpcds(RenderedCorpusTest::whole);
  }

  @Test
  void tpcdsInPieces() throws Exception {
    tpcds(RenderedCorpusTest::inPieces);
  }

  @Test
  void trinoTestsWhole() throws Exception {
    trinoTests(RenderedCorpusTest::whole);
  }

  @Test
  void trinoTestsInPieces() throws Exception {
    trinoTests(RenderedCorpusTest::inPieces);
  }

  @Test
  void duckDbTestsWhole() throws Exception {
    duckDbTests(RenderedCorpusTest::whole, 4);
  }

  @Test
  void duckDbTestsInPieces() throws Exception {
    duckDbTests(RenderedCorpusTest::inPieces, 12);
  }

  @Test
  void clickbench() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).clickbench();
      runAll("clickbench.jsonl", database, RenderedCorpusTest::whole);
    }
  }

  @Test
  void starSchema() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).ssb();
      runAll("ssb.jsonl", database, RenderedCorpusTest::whole);
    }
  }

  @Test
  void h2o() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).h2o();
      runAll("h2o.jsonl", database, RenderedCorpusTest::whole);
    }
  }

  @Test
  void tpchPlannedOverInventedRows() throws Exception {
    try (PlanningDuckDb data = new PlanningDuckDb();
        PlanningDuckDb shells = new PlanningDuckDb()) {
      new CorpusTables(data, corpora).tpch();
      new CorpusTables(shells, corpora).shells("tpch.sql", data);
      runAll("tpch.jsonl", data, plannedOver(shells));
    }
  }

  @Test
  void tpcdsPlannedOverInventedRows() throws Exception {
    try (PlanningDuckDb data = new PlanningDuckDb();
        PlanningDuckDb shells = new PlanningDuckDb()) {
      new CorpusTables(data, corpora).tpcds();
      new CorpusTables(shells, corpora).shells("tpcds.sql", data);
      runAll("tpcds.jsonl", data, plannedOver(shells));
    }
  }

  @Test
  void trinoTestsPlannedOverInventedRows() throws Exception {
    try (PlanningDuckDb data = new PlanningDuckDb();
        PlanningDuckDb shells = new PlanningDuckDb()) {
      new CorpusTables(data, corpora).tpch().unprefixed();
      new CorpusTables(shells, corpora).shells("tpch.sql", data).unprefixed();
      runAll("trino-tpch.jsonl", data, plannedOver(shells));
    }
  }

  private static Check plannedOver(PlanningDuckDb shells) {
    return (run, data, id, sql) -> {
      PlanNode plan = run.plan(shells, id, sql);
      if (plan != null) {
        run.compare(data, id, sql, plan);
      }
    };
  }
}
