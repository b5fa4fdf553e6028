package io.skein.planner.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.RelationReference;
import io.skein.planner.plan.Scan;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlRendererTest {
  private PlanningDuckDb database;

  @BeforeEach
  void createTables() throws SQLException {
    database = new PlanningDuckDb();
    database.execute(
        """
        CREATE TABLE t(a INTEGER, "Odd ""name" VARCHAR, k BIGINT);
        INSERT INTO t SELECT i % 3, 'n' || i, i FROM range(10) r(i);
        """);
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  @Test
  void aScanReadsTheRelationThatTheCallerNames() throws SQLException {
    PlanNode plan = database.plan("SELECT k, \"Odd \"\"name\" FROM t WHERE a > 1");

    String sql = new SqlRenderer(scan -> "shards_of_" + scan.table()).render(plan);

    assertThat(sql)
        .isEqualTo(
            "SELECT t0.\"k\" AS c0, t0.\"Odd \"\"name\" AS c1 FROM shards_of_t AS t0"
                + " WHERE (t0.\"a\" > 1)");
  }

  @Test
  void theOutermostColumnsTakeTheNamesGiven() throws SQLException {
    PlanNode plan = database.plan("SELECT a, count(*) FROM t GROUP BY a ORDER BY a DESC");

    String sql =
        new SqlRenderer(PlanningDuckDb::tableOf).render(plan, List.of("a", "count_star()"));

    assertThat(database.rows("SELECT \"count_star()\", a FROM (" + sql + ")"))
        .containsExactly(List.of("3", "2"), List.of("3", "1"), List.of("4", "0"));
  }

  @Test
  void namesThatAreNotAsManyAsTheColumnsAreRefused() throws SQLException {
    PlanNode plan = database.plan("SELECT a, k FROM t");

    assertThatThrownBy(() -> new SqlRenderer(PlanningDuckDb::tableOf).render(plan, List.of("only")))
        .hasMessage("1 names for 2 columns");
  }

  @Test
  void aPlanCanBeCutAtAnyOperator() throws SQLException {
    PlanNode plan = database.plan("SELECT sum(k) FROM t WHERE a = 1");
    PlanNode below = plan;
    while (!(below instanceof Scan)) {
      below = below.children().get(0);
    }
    database.execute("CREATE TABLE piece AS " + database.render(below));
    PlanNode cut = withScans(plan, new RelationReference("memory.main.piece", below.types()));

    assertThat(database.render(cut)).contains("FROM memory.main.piece AS").doesNotContain("\"t\"");
    assertThat(database.rows(database.render(cut))).containsExactly(List.of("12"));
  }

  private static PlanNode withScans(PlanNode node, PlanNode replacement) {
    return node instanceof Scan
        ? replacement
        : node.mapChildren(child -> withScans(child, replacement));
  }

  @Test
  void anAggregateCanExportItsState() throws SQLException {
    PlanNode plan = database.plan("SELECT sum(k) FROM t");
    while (!(plan instanceof Aggregate)) {
      plan = plan.children().get(0);
    }
    Aggregate aggregate = (Aggregate) plan;
    PlanNode states =
        new Aggregate(
            aggregate.input(),
            List.of(),
            List.of(),
            List.of(aggregate.aggregates().get(0).withOutput(AggregateCall.Output.STATE)),
            List.of());

    String sql = database.render(states);

    assertThat(sql).contains("\"sum\"(t0.\"k\") EXPORT_STATE AS c0");
    assertThat(database.rows("SELECT finalize(c0) FROM (" + sql + ")"))
        .containsExactly(List.of("45"));
  }

  @Test
  void anExpressionIsRenderedOverNamedColumns() throws SQLException {
    PlanNode plan = database.plan("SELECT k FROM t WHERE a > 1 AND k < 5");
    while (!(plan instanceof Scan)) {
      plan = plan.children().get(0);
    }
    Scan scan = (Scan) plan;
    List<String> columns = scan.columns().stream().map(column -> "x." + column.name()).toList();

    assertThat(scan.filters())
        .extracting(filter -> SqlRenderer.expression(filter, columns))
        .containsExactlyInAnyOrder("(x.a > 1)", "(x.k < CAST(5 AS BIGINT))");
  }

  @Test
  void aTypeIsWrittenAsDuckDbReadsIt() {
    DataType type =
        new DataType.Struct(
            List.of(
                new DataType.Field("it's", new DataType.ListOf(new DataType.Decimal(4, 2))),
                new DataType.Field("m", new DataType.MapOf(DataType.VARCHAR, DataType.BIGINT))));

    assertThat(type.sql()).isEqualTo("STRUCT(\"it's\" DECIMAL(4,2)[], \"m\" MAP(VARCHAR, BIGINT))");
  }
}
