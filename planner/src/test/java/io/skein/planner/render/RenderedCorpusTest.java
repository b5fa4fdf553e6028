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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Queries of other projects: the rendered text gives the types and rows of the query's own text.
 * The folder with the queries is named by the system property {@code skein.corpora}; without it the
 * test is skipped.
 */
class RenderedCorpusTest {
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

  private static List<JsonNode> records(String file) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : Files.readAllLines(corpora.resolve(file))) {
      records.add(JSON.readTree(line));
    }
    return records;
  }

  private static void runAll(String file, PlanningDuckDb database)
      throws IOException, SQLException {
    CorpusRun run = new CorpusRun(file);
    for (JsonNode record : records(file)) {
      run.query(database, record.get("id").asText(), record.get("sql").asText());
    }
    finish(run);
  }

  private static void finish(CorpusRun run) {
    System.out.println(run.summary());
    assertThat(run.wrong()).as(run.summary()).isEmpty();
  }

  @Test
  void tpch() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).tpch();
      runAll("tpch.jsonl", database);
    }
  }

  @Test
  void tpcds() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).tpcds();
      runAll("tpcds.jsonl", database);
    }
  }

  @Test
  void plansOverInventedRowsGiveTheRowsOfTheData() throws Exception {
    try (PlanningDuckDb data = new PlanningDuckDb();
        PlanningDuckDb shells = new PlanningDuckDb()) {
      new CorpusTables(data, corpora).tpch();
      new CorpusTables(shells, corpora).shells("tpch.sql", data);
      runOverShells("tpch.jsonl", shells, data);
    }
    try (PlanningDuckDb data = new PlanningDuckDb();
        PlanningDuckDb shells = new PlanningDuckDb()) {
      new CorpusTables(data, corpora).tpcds();
      new CorpusTables(shells, corpora).shells("tpcds.sql", data);
      runOverShells("tpcds.jsonl", shells, data);
    }
  }

  private static void runOverShells(String file, PlanningDuckDb shells, PlanningDuckDb data)
      throws IOException, SQLException {
    CorpusRun run = new CorpusRun(file + " planned over shells");
    for (JsonNode record : records(file)) {
      String id = record.get("id").asText();
      String sql = record.get("sql").asText();
      PlanNode plan = run.plan(shells, id, sql);
      if (plan != null) {
        run.compare(data, id, sql, plan);
      }
    }
    finish(run);
  }

  @Test
  void everyOperatorAsAPieceOfItsOwnGivesTheSameRows() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).tpch();
      runInPieces("tpch.jsonl", database);
    }
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).tpcds();
      runInPieces("tpcds.jsonl", database);
    }
  }

  private static void runInPieces(String file, PlanningDuckDb database)
      throws IOException, SQLException {
    CorpusRun run = new CorpusRun(file + " in pieces");
    int pieces = 0;
    for (JsonNode record : records(file)) {
      String id = record.get("id").asText();
      String sql = record.get("sql").asText();
      PlanNode plan = run.plan(database, id, sql);
      if (plan != null) {
        CutPlan cut = new CutPlan(database);
        run.compare(database, id, sql, cut.materialize(plan));
        pieces += cut.pieces();
        cut.drop();
      }
    }
    System.out.println(pieces + " pieces");
    finish(run);
  }

  @Test
  void trinoTests() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).tpch().unprefixed();
      runAll("trino-tpch.jsonl", database);
    }
  }

  @Test
  void clickbench() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).clickbench();
      runAll("clickbench.jsonl", database);
    }
  }

  @Test
  void starSchema() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).ssb();
      runAll("ssb.jsonl", database);
    }
  }

  @Test
  void h2o() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      new CorpusTables(database, corpora).h2o();
      runAll("h2o.jsonl", database);
    }
  }

  /** Returns whether the file is run: a third of them, or all with skein.corpora.full=true. */
  private static boolean isChosen(String file) {
    return Boolean.getBoolean("skein.corpora.full") || Math.floorMod(file.hashCode(), 3) == 0;
  }

  @Test
  void duckDbTests() throws Exception {
    CorpusRun run = new CorpusRun("duckdb-sqllogic.jsonl");
    PlanningDuckDb database = null;
    String file = "";
    try {
      for (JsonNode record : records("duckdb-sqllogic.jsonl")) {
        if (!isChosen(record.get("file").asText())) {
          continue;
        }
        if (!file.equals(record.get("file").asText())) {
          if (database != null) {
            database.close();
          }
          file = record.get("file").asText();
          database = new PlanningDuckDb();
        }
        String sql = record.get("sql").asText();
        if (record.get("kind").asText().equals("setup")) {
          run.setup(database, sql);
        } else {
          run.query(database, file + "#" + record.get("n").asInt(), sql);
        }
      }
    } finally {
      if (database != null) {
        database.close();
      }
    }
    finish(run);
  }
}
