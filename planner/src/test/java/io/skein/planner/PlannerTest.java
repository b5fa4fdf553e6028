package io.skein.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogAssembler;
import io.skein.planner.catalog.ServingWorker;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.planner.statement.ExplainMode;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
  private final BufferAllocator allocator = new RootAllocator();
  private final Planner planner = new Planner(allocator, 1L << 30, DistributionOptions.DEFAULTS);
  private final Catalog catalog = Catalogs.threeWorkers();

  @AfterEach
  void closesWithoutLeak() {
    planner.close();
    allocator.close();
  }

  private DistributedPlan plan(String sql) {
    return planner.plan(sql, catalog, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT id FROM dataset WHERE date > '2020-01-01'                    | true
          SELECT category, count(*) FROM dataset GROUP BY ALL                 | true
          SELECT id FROM dataset WHERE date > current_date                    | false
          SELECT id FROM dataset WHERE date > ago(INTERVAL 1 DAY)             | false
          SELECT count(*) FROM dataset WHERE random() < 0.5                   | false
          SELECT count(*) FROM dataset WHERE category = current_user          | false
          SHOW TABLES                                                         | false
          EXPLAIN SELECT id FROM dataset                                      | false
          EXPLAIN ANALYZE SELECT id FROM dataset                              | false
          """)
  void aPlanIsReusableIfItDependsOnItsTextAndTheCatalogOnly(String sql, boolean reusable) {
    assertThat(plan(sql).reusable()).isEqualTo(reusable);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM dataset",
        "FROM dataset",
        "TABLE dataset",
        "SELECT id + 1, upper(category) FROM dataset WHERE date BETWEEN '2020-01-01' AND '2020-02-01'",
        "SELECT id FROM dataset UNION ALL SELECT l_orderkey FROM tpch.lineitem",
        "SELECT unnest([1, 2]) FROM dataset",
        "SELECT random() < 2 FROM dataset; -- done",
        "SELECT * EXCLUDE (id) FROM dataset ",
      })
  void rowByRowQueriesScatter(String sql) {
    DistributedPlan plan = plan(sql);
    assertThat(plan.lane()).as(plan.reason()).isEqualTo(Lane.SCATTER);
    assertThat(plan.stages()).hasSize(1);
    assertThat(plan.resultStage().tasks()).hasSizeGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM dataset",
        "SELECT category, avg(value), sum(id), min(date) FROM dataset GROUP BY category",
        "SELECT * FROM dataset LIMIT 10",
        "SELECT * FROM dataset ORDER BY id",
        "SELECT id FROM dataset ORDER BY value DESC LIMIT 3 OFFSET 2",
        "SELECT DISTINCT category FROM dataset",
        "SELECT count(DISTINCT category) FROM dataset",
        "SELECT category, list(id) FROM dataset GROUP BY category",
        "SELECT a.id FROM dataset a JOIN dataset b USING (id) ORDER BY 1",
        "SELECT id FROM dataset UNION ALL SELECT 1",
        "SELECT id FROM dataset UNION SELECT l_orderkey FROM tpch.lineitem",
        "SELECT row_number() OVER () FROM dataset",
        "WITH x AS MATERIALIZED (SELECT category, count(*) AS n FROM dataset GROUP BY 1)"
            + " SELECT * FROM x a, x b",
        "SUMMARIZE dataset",
      })
  void queriesThatBringRowsTogetherAreStaged(String sql) {
    DistributedPlan plan = plan(sql);
    assertThat(plan.lane()).as(plan.reason()).isEqualTo(Lane.STAGED);
    assertThat(plan.resultStage().tasks()).hasSize(1);
    assertThat(plan.stages()).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, random() FROM dataset ORDER BY id",
        "SELECT * FROM dataset USING SAMPLE 10%",
      })
  void whatNoRuleCutsIsGathered(String sql) {
    DistributedPlan plan = plan(sql);
    assertThat(plan.lane()).isEqualTo(Lane.GATHER);
    assertThat(plan.resultStage().tasks()).hasSize(1);
  }

  @Test
  void aStatementThatIsNestedTooDeeplyOrTooLongIsRefused() {
    String nested = "SELECT * FROM (".repeat(3_000) + "SELECT 1" + ")".repeat(3_000);
    assertThatThrownBy(() -> plan(nested))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_REFUSED))
        .hasMessageContaining("the statement is nested too deeply");
    String list = "SELECT 1 WHERE 1 IN (1" + ",2".repeat(1_000_000) + ")";
    assertThatThrownBy(() -> plan(list))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_REFUSED))
        .hasMessageContaining("the statement has 2,000,023 characters, and may have 1,000,000");
  }

  @Test
  void aggregatesAreCombinedByTheirStates() {
    DistributedPlan plan = plan("SELECT category, avg(value) FROM dataset GROUP BY category");
    assertThat(plan.stages().get(0).sql())
        .contains("\"avg\"(t0.\"value\") EXPORT_STATE AS c1")
        .contains("GROUP BY");
    assertThat(plan.resultStage().sql())
        .contains("finalize(combine_aggr(to_aggregate_state(c1, 'avg', ['DOUBLE'])))");
  }

  @Test
  void distinctAggregatesAreNeverCombinedByTheirStates() {
    DistributedPlan mixed = plan("SELECT count(DISTINCT category), sum(id) FROM dataset");
    for (PlannedStage stage : mixed.stages()) {
      assertThat(stage.sql()).doesNotContain("EXPORT_STATE");
    }
    // Where all aggregates count each value once, the values are made distinct before.
    List<PlannedStage> alone = plan("SELECT count(DISTINCT category) FROM dataset").stages();
    assertThat(alone.get(0).sql()).startsWith("SELECT DISTINCT").doesNotContain("EXPORT_STATE");
    assertThat(alone.get(0).output())
        .isEqualTo(new StageOutput.Partitioned(List.of("c0"), 3, 3, true));
    assertThat(alone.get(1).sql()).contains("EXPORT_STATE").contains("SELECT DISTINCT");
  }

  @Test
  void aJoinThatPutsOutUnmatchedRowsOfBothSidesIsDividedByItsKey() {
    DistributedPlan plan = plan("SELECT a.id FROM dataset a FULL JOIN dataset b USING (id)");
    assertThat(plan.lane()).isEqualTo(Lane.STAGED);
    assertThat(plan.stages().subList(0, 2))
        .allSatisfy(
            stage ->
                assertThat(stage.output())
                    .isEqualTo(new StageOutput.Partitioned(List.of("c0"), 3, 3, true)));
    assertThat(plan.resultStage().tasks()).hasSize(3);
  }

  @Test
  void aSideWhoseUnmatchedRowsArePutOutIsNotReadByEveryTask() {
    DistributedPlan plan =
        plan(
            "SELECT * FROM dataset a RIGHT JOIN tpch.lineitem b ON a.id = b.l_orderkey ORDER BY 1");
    for (PlannedTask task : plan.stages().get(0).tasks()) {
      assertThat(scan(task, "dataset").shards()).hasSize(12);
      assertThat(scan(task, "lineitem").shards()).hasSizeLessThan(4);
    }
    assertThat(plan("SELECT * FROM dataset a FULL JOIN dataset b USING (id)").stages()).hasSize(3);
  }

  private static PlannedInput.Scan scan(PlannedTask task, String table) {
    return task.inputs().stream()
        .filter(PlannedInput.Scan.class::isInstance)
        .map(PlannedInput.Scan.class::cast)
        .filter(scan -> scan.table().name().equals(table))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, category FROM dataset WHERE 1 = 0",
        "SELECT count(*), max(id) FROM dataset WHERE NULL",
        "SELECT * FROM dataset LIMIT 0",
        "SELECT max(id) FROM dataset WHERE now() < TIMESTAMP '2020-01-01'",
      })
  void aTableThatDuckDbFindsUnneededIsNotRead(String sql) {
    DistributedPlan plan = plan(sql);
    assertThat(plan.lane()).isEqualTo(Lane.LOCAL);
    assertThat(plan.resultStage().sql()).doesNotContain("dataset");
  }

  @Test
  void aCommonTableExpressionHidesTablesOfItsName() {
    assertThat(plan("WITH lineitem AS (SELECT 1 AS a FROM copy.lineitem) FROM lineitem").lane())
        .isEqualTo(Lane.SCATTER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 1", "VALUES (1, 'a')", "SELECT * FROM range(10)", "SELECT now()"})
  void queriesWithoutTableRunAtOneWorker(String sql) {
    DistributedPlan plan = plan(sql);
    assertThat(plan.lane()).isEqualTo(Lane.LOCAL);
    assertThat(plan.resultStage().tasks()).hasSize(1);
    assertThat(plan.resultStage().tasks().get(0).workers()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM dataset",
        "SELECT * FROM range(10)",
        "SELECT a.id FROM dataset a FULL JOIN dataset b USING (id)",
        "SELECT count(DISTINCT category) FROM dataset",
        "SELECT id, random() FROM dataset ORDER BY id",
      })
  void aWorkerThatDoesNotAnswerIsTheLastChoiceOfEveryTask(String sql) {
    for (String silent : List.of("w1", "w2", "w3")) {
      for (int seed = 0; seed < 3; seed++) {
        DistributedPlan plan = planner.plan(sql, Catalogs.workers(3, Set.of(silent)), seed);
        for (PlannedStage stage : plan.stages()) {
          for (PlannedTask task : stage.tasks()) {
            assertThat(task.workers()).hasSize(3).endsWith(silent);
          }
        }
      }
    }
  }

  @Test
  void everyShardIsReadByExactlyOneTask() {
    List<String> shards = new ArrayList<>();
    for (PlannedTask task : plan("FROM dataset").resultStage().tasks()) {
      PlannedInput.Scan scan = (PlannedInput.Scan) task.inputs().get(0);
      scan.shards().forEach(shard -> shards.add(shard.shard().name()));
      scan.shards().forEach(shard -> assertThat(shard.owner()).isEqualTo(task.workers().get(0)));
    }
    assertThat(shards).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void gatheringKeepsTheOrderOfShardsAndReadsOnlyWhatIsNeeded() {
    DistributedPlan plan = plan("SELECT max(value), random() FROM dataset");
    PlannedStage scan = plan.stages().get(0);
    assertThat(scan.sql()).isEqualTo("SELECT \"value\" AS \"value\" FROM \"main\".\"dataset\"");
    assertThat(
            scan.tasks().stream()
                .flatMap(task -> ((PlannedInput.Scan) task.inputs().get(0)).shards().stream())
                .map(shard -> shard.shard().name()))
        .hasSize(12)
        .isSorted();
    assertThat(plan.resultStage().tasks().get(0).inputs())
        .singleElement()
        .isInstanceOfSatisfying(
            PlannedInput.Exchange.class,
            gather -> {
              assertThat(gather.columns()).isEqualTo(Catalogs.DATASET);
              assertThat(gather.carried()).containsExactly("value");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id = 1500|1",
        "id BETWEEN 1500 AND 2500|2",
        "id >= 11000|1",
        "id < 1000|1",
        "id <= 1000|2",
        "11000 <= id|1",
        "id IN (5, 5005)|2",
        "id IN (5, 5005, 5006, 9000)|3",
        "id = 5 OR id = 11999|2",
        "id > 11999|0",
        "id IS NULL|0",
        "id + 1 = 6|1",
        "id % 7 = 5|12",
        "value > 1e9|12",
        "id = 5 OR value = 1|12",
        "id = 5 AND value = 1|1",
        "id <> 5|12",
      })
  void shardsThatTheFilterExcludesAreNotRead(String filter, int shards) {
    for (String query :
        List.of("SELECT * FROM dataset WHERE ", "SELECT max(id) FROM dataset WHERE ")) {
      ScannedTable scan = plan(query + filter).scans().get(0);
      assertThat(scan.shardsRead()).as(query + filter).isEqualTo(shards);
      assertThat(scan.shardsPruned()).isEqualTo(12 - shards);
    }
  }

  @Test
  void aFilterIsAppliedWhereTheRowsAreRead() {
    DistributedPlan plan = plan("SELECT max(id) FROM dataset WHERE category = 'A' AND id > 5");
    assertThat(plan.stages().get(0).sql()).contains("WHERE").contains("= 'A'");
    assertThat(plan.scans().get(0).filter()).contains("\"category\" = 'A'");
    assertThat(
            plan("SELECT max(a.id) FROM dataset a, dataset b WHERE a.id = 1 AND b.id = 2000")
                .scans()
                .get(0)
                .filter())
        .contains(" OR ");
  }

  @Test
  void filtersOfTheClockOrOfChanceAreLeftToTheStatement() {
    assertThat(
            plan("SELECT max(id) FROM dataset WHERE date < current_date").scans().get(0).filter())
        .isEmpty();
  }

  @Test
  void columnsHaveDuckDbsNamesAndTypesEvenTwice() {
    assertThat(
            plan("SELECT sum(id) AS s, 1 AS a, 2 AS a, category FROM dataset GROUP BY 4").columns())
        .containsExactly(
            new Column("s", "HUGEINT"),
            new Column("a", "INTEGER"),
            new Column("a", "INTEGER"),
            new Column("category", "VARCHAR"));
  }

  @Test
  void typesThatArrowCannotCarryAreCastOnTheWay() {
    DistributedPlan plan = plan("SELECT CAST(category AS ENUM('A', 'B')) AS e, id FROM dataset");
    assertThat(plan.resultStage().sql())
        .startsWith("SELECT CAST(c0 AS VARCHAR), c1 FROM (")
        .endsWith(") AS result(c0, c1)");
    assertThat(plan.schema().findField("e").getMetadata()).containsValue("ENUM('A', 'B')");
  }

  @Test
  void aNameWithoutSchemaIsFoundInTheOnlySchemaThatHasIt() {
    assertThat(plan("SELECT * FROM nation").scans().get(0).table().toString())
        .isEqualTo("tpch.nation");
    assertThatThrownBy(() -> plan("SELECT * FROM lineitem"))
        .hasMessage(
            "the name lineitem may mean copy.lineitem or tpch.lineitem: write the one that you mean");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELEC 1|SYNTAX_ERROR|syntax error at or near \"SELEC\"",
        "SELECT 1; SELECT 2|STATEMENT_REFUSED|one statement at a time: this text has 2",
        "INSERT INTO dataset VALUES (1)|STATEMENT_REFUSED|INSERT is not one",
        "COPY dataset TO 'x.csv'|STATEMENT_REFUSED|COPY is not one",
        "ATTACH 'x.db'|STATEMENT_REFUSED|ATTACH is not one",
        "INSTALL httpfs|STATEMENT_REFUSED|INSTALL is not one",
        "SET threads = 1|STATEMENT_REFUSED|SET is not one",
        "CREATE TABLE t (a INT)|STATEMENT_REFUSED|CREATE is not one",
        "EXPLAIN DROP TABLE dataset|STATEMENT_REFUSED|DROP is not one",
        "WITH x AS (INSERT INTO dataset VALUES (1) RETURNING *) FROM x|STATEMENT_REFUSED|INSERT inside a query is not one",
        "SELECT * FROM read_csv('/etc/passwd')|STATEMENT_REFUSED|the function read_csv is not available",
        "SELECT * FROM query('SELECT 1')|STATEMENT_REFUSED|the function query is not available",
        "SELECT * FROM duckdb_settings()|STATEMENT_REFUSED|the function duckdb_settings is not available",
        "SELECT * FROM information_schema.tables|STATEMENT_REFUSED|use SHOW TABLES or DESCRIBE",
        "SELECT getvariable('x')|STATEMENT_REFUSED|the function getvariable is not available",
        "SELECT stats(id) FROM dataset|STATEMENT_REFUSED|the function stats is not available",
        "SELECT sum(id) EXPORT_STATE FROM dataset|STATEMENT_REFUSED|sum(...) EXPORT_STATE is not available",
        "SELECT rowid FROM dataset|STATEMENT_REFUSED|rowid means nothing over shards",
        "SELECT current_database(), id FROM dataset|STATEMENT_REFUSED|cannot be combined with tables",
        "SELECT current_setting('temp_directory')|STATEMENT_REFUSED|the function current_setting is not available",
        "SELECT nosuch FROM dataset|BINDING_ERROR|Referenced column \"nosuch\" not found in FROM clause!",
        "SELECT * FROM nosuch|BINDING_ERROR|Table with name nosuch does not exist!",
        "SELECT * FROM '/etc/passwd.csv'|STATEMENT_REFUSED|Permission Error",
        "EXPLAIN ANALYZE DROP TABLE dataset|STATEMENT_REFUSED|DROP is not one",
        "' '|SYNTAX_ERROR|there is no statement in the text",
      })
  void whatIsNotAQueryIsRefusedInClearWords(String sql, ErrorCode code, String words) {
    assertThatThrownBy(() -> plan(sql))
        .isInstanceOfSatisfying(
            SkeinException.class, error -> assertThat(error.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  @Test
  void aTableThatDuckDbCannotHaveDoesNotDisturbTheOthers() {
    Catalog odd =
        CatalogAssembler.assemble(
            List.of(
                new ServingWorker(
                    "w1",
                    "grpc+tcp://127.0.0.1:9001",
                    new Inventory(
                        "w1",
                        1,
                        List.of(
                            Catalogs.table(
                                TableName.main("odd"), List.of(new Column("a", "NO_TYPE")), 1),
                            Catalogs.table(TableName.main("good"), Catalogs.DATASET, 1))))),
            List.of());
    assertThat(planner.plan("SELECT id FROM good", odd, 0).lane()).isEqualTo(Lane.SCATTER);
    assertThatThrownBy(() -> planner.plan("SELECT * FROM odd", odd, 0))
        .hasMessageContaining("DuckDB cannot have a table like odd")
        .hasMessageContaining("NO_TYPE");
  }

  @Test
  void explainShowsLaneReasonStagesWorkersAndShards() throws Exception {
    assertThat(explained("EXPLAIN SELECT id FROM dataset"))
        .startsWith("lane: SCATTER", "reason: every row comes from one row of one shard")
        .anyMatch(line -> line.matches("table dataset: 12 shards read, 0 pruned, 12,000 rows, .*"))
        .anyMatch(line -> line.matches("stage 0: \\d tasks, result to the client"))
        .anyMatch(line -> line.matches("  w1: \\d tasks?, \\d shards"));
    assertThat(explained("explain verbose select count(*) from dataset"))
        .startsWith("lane: STAGED")
        .anyMatch(line -> line.startsWith("  fragment: SELECT count(*) EXPORT_STATE AS c0"))
        .anyMatch(line -> line.contains("stage_0 is all of stage 0"));
    assertThat(explained("explain verbose select random(), count(*) from dataset"))
        .startsWith("lane: GATHER")
        .anyMatch(line -> line.startsWith("  fragment: select random(), count(*) from dataset"))
        .anyMatch(line -> line.contains("dataset is all of stage 0"));
  }

  @Test
  void explainAnalyzeGivesThePlanThatIsToBeRun() {
    String query = "SELECT category, count(*) FROM dataset GROUP BY ALL";
    DistributedPlan plan = plan("explain /* it */ analyze " + query);
    assertThat(plan.columns()).map(Column::name).containsExactly("explain_key", "explain_value");
    assertThat(plan.stages()).isEmpty();
    assertThat(plan.result()).isEmpty();
    DistributedPlan analyzed = plan.analyzed().orElseThrow();
    assertThat(PlanPrinter.lines(analyzed, ExplainMode.VERBOSE))
        .isEqualTo(PlanPrinter.lines(plan(query), ExplainMode.VERBOSE));
    assertThat(plan.lane()).isEqualTo(analyzed.lane());
  }

  @Test
  void explainAnalyzeOfWhatIsAnsweredWhilePlanningSaysSo() throws Exception {
    assertThat(inlineLines("EXPLAIN ANALYZE SHOW TABLES")).containsExactly("analyzed_plan");
    assertThat(column("EXPLAIN ANALYZE SHOW TABLES", 1).get(0).lines())
        .endsWith("answered by the coordinator while planning");
  }

  @Test
  void showAndDescribeAreAnsweredWhilePlanning() throws Exception {
    assertThat(inlineLines("SHOW TABLES")).contains("dataset", "lineitem", "nation");
    assertThat(inlineLines("DESCRIBE dataset")).contains("id", "date", "category", "value");
    assertThat(plan("SELECT current_schema()").result()).isPresent();
  }

  /** The planning DuckDB has invented rows in its tables. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PIVOT dataset ON category USING sum(value)",
        "SELECT * FROM (PIVOT dataset ON category USING sum(value))",
        "SELECT * FROM (SHOW TABLES), (SELECT count(*) FROM dataset)",
        "SELECT * FROM (DESCRIBE dataset) LIMIT (SELECT count(*) FROM dataset)",
        "SELECT * FROM (SHOW TABLES) WHERE name IN (SELECT category FROM dataset)",
        "FROM repeat(current_schema(), (SELECT count(*) FROM dataset))",
      })
  void noAnswerIsMadeOfThePlannersOwnRows(String sql) {
    assertThatThrownBy(() -> plan(sql)).isInstanceOf(SkeinException.class);
  }

  @Test
  void whatReadsTheSessionAndTablesIsNotAnsweredWhilePlanning() throws Exception {
    assertThat(plan("SELECT current_schema(), (SELECT count(*) FROM dataset)").result()).isEmpty();
    assertThat(plan("SELECT version() LIMIT (SELECT max(id) FROM dataset)").result()).isEmpty();
    assertThat(column("SELECT current_schema(), (SELECT count(*) FROM dataset WHERE 1 = 0)", 1))
        .containsExactly("0");
  }

  @Test
  void showAndDescribeNeedNoWorker() {
    assertThat(planner.plan("SHOW TABLES", Catalog.EMPTY, 0).result()).isPresent();
    assertThatThrownBy(() -> planner.plan("SELECT 1", Catalog.EMPTY, 0))
        .hasMessageContaining("no worker is serving");
  }

  @Test
  void aQueryThatWouldMoveTooMuchIsRefused() {
    try (Planner small = new Planner(allocator, 1000, DistributionOptions.DEFAULTS)) {
      assertThat(small.plan("SELECT max(id) FROM dataset", catalog, 0).lane())
          .isEqualTo(Lane.STAGED);
      assertThatThrownBy(() -> small.plan("SELECT id FROM dataset ORDER BY 1", catalog, 0))
          .hasMessageContaining("the query would move up to 96,000 bytes of dataset");
      assertThatThrownBy(() -> small.plan("SELECT max(id), random() FROM dataset", catalog, 0))
          .hasMessage(
              "the query would move up to 96,000 bytes of dataset to one worker, and the limit is"
                  + " 1,000: read fewer columns or rows, or raise --gather-limit of the coordinator");
    }
  }

  private List<String> explained(String sql) throws Exception {
    assertThat(inlineLines(sql)).containsExactly("distributed_plan");
    return column(sql, 1).get(0).lines().toList();
  }

  private List<String> inlineLines(String sql) throws Exception {
    return column(sql, 0);
  }

  private List<String> column(String sql, int column) throws Exception {
    List<String> lines = new ArrayList<>();
    try (ArrowStreamReader reader =
        new ArrowStreamReader(
            new ByteArrayInputStream(plan(sql).result().orElseThrow().toByteArray()), allocator)) {
      while (reader.loadNextBatch()) {
        for (int i = 0; i < reader.getVectorSchemaRoot().getRowCount(); i++) {
          lines.add(reader.getVectorSchemaRoot().getVector(column).getObject(i).toString());
        }
      }
    }
    return lines;
  }
}
