package io.skein.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanReaderTest {
  private static Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    OptimizerSettings.apply(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE t(a INTEGER, b VARCHAR, v VARIANT); CREATE TABLE w(a INTEGER); CREATE SEQUENCE seq; INSERT INTO t(a) VALUES (1)");
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  private static PlanNode plan(String sql) throws SQLException {
    return PlanReader.plan(connection, sql);
  }

  @Test
  void aSyntaxErrorKeepsDuckDbsWords() {
    assertThatThrownBy(() -> plan("SELEC 1"))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SYNTAX_ERROR))
        .hasMessageContaining("syntax error at or near \"SELEC\"");
  }

  @Test
  void aMissingColumnIsABindingErrorInDuckDbsWords() {
    assertThatThrownBy(() -> plan("SELECT missing FROM t"))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINDING_ERROR))
        .hasMessageContaining("Referenced column \"missing\" not found");
  }

  @Test
  void aMissingTableIsABindingErrorInDuckDbsWords() {
    assertThatThrownBy(() -> plan("SELECT 1 FROM missing"))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINDING_ERROR))
        .hasMessageContaining("Table with name missing does not exist");
  }

  @Test
  void twoStatementsAreRefused() {
    assertThatThrownBy(() -> plan("SELECT 1; SELECT 2"))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_REFUSED))
        .hasMessage("One statement at a time: this text has 2. Send them one by one.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT rowid FROM t | rowid of t means nothing over shards",
        "SELECT a FROM t WHERE rowid = 3 | rowid of t means nothing over shards",
        "SELECT alias(a) FROM t | the function alias depends on where it is planned",
        "SELECT stats(a) FROM t | the type VARIANT is not supported",
        "SELECT nextval('seq') | the function nextval depends on where it is planned",
        "SELECT current_query() FROM t | the function current_query depends on where it is planned",
        "SELECT v FROM t | the type VARIANT is not supported",
        "SELECT a FROM t USING SAMPLE 10% | the operator LOGICAL_SAMPLE is not supported",
        "SELECT * FROM duckdb_tables() | the table function duckdb_tables is not supported",
        "SELECT * FROM read_text('x') | DuckDB did not print the plan",
        "INSERT INTO w(a) VALUES (1) | the operator LOGICAL_INSERT is not supported",
        "EXPLAIN SELECT 1 | DuckDB did not print the plan",
        "SELECT CAST('0101' AS BIT) FROM t, t u WHERE t.a = u.a | DuckDB cannot print the plan",
        "SELECT list(a) EXPORT_STATE FROM t | the state of the aggregate list is not supported",
        "SELECT bitstring_agg(a) FROM t | the aggregate bitstring_agg is not supported",
      })
  void whatIsNotUnderstoodIsNamed(String sql, String reason) {
    assertThatThrownBy(() -> plan(sql))
        .isInstanceOf(UnsupportedPlanException.class)
        .hasMessageStartingWith(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT CAST('0101' AS BIT), a FROM t WHERE a > 1",
        "SELECT a FROM t WHERE CAST(a AS BIGNUM) < CAST('123456789012345678901234567890' AS BIGNUM)",
        "SELECT CAST('0101' AS BIT), count(*) FROM t JOIN t u ON t.a = u.a GROUP BY t.a",
      })
  void aConstantWithoutTextIsReadAsTheCastThatItWas(String sql) throws SQLException {
    assertThat(plan(sql).toString()).containsAnyOf("Cast[", "Cast(");
  }

  @Test
  void anAttributeThatNobodyReadsMakesThePlanUnsupported() {
    assertThatThrownBy(
            () ->
                PlanReader.read(
                    """
                    {"error": false, "plans": [
                      {"type": "LOGICAL_DUMMY_SCAN", "table_index": 3, "parallel": true}]}
                    """))
        .isInstanceOf(UnsupportedPlanException.class)
        .hasMessage("LOGICAL_DUMMY_SCAN has the attribute 'parallel', which is not understood");
  }

  @Test
  void anUnknownTableFilterMakesThePlanUnsupported() {
    assertThatThrownBy(
            () ->
                TableFilterReader.read(
                    new Attributes(
                        new ObjectMapper().createObjectNode().put("filter_type", "BLOOM_FILTER"),
                        "a filter"),
                    new ColumnReference(0, DataType.INTEGER)))
        .hasMessage("the table filter BLOOM_FILTER is not supported");
  }

  @Test
  void nonFiniteNumbersAndWideIntegersAreRead() throws SQLException {
    Projection plan =
        (Projection)
            plan(
                "SELECT CAST('nan' AS DOUBLE), CAST('-inf' AS DOUBLE), 'NAN', CAST(18446744073709551615 AS UBIGINT)");

    assertThat(plan.expressions())
        .map(expression -> ((Literal) expression).constant().value().toString())
        .containsExactly(
            "Floating[value=NaN]",
            "Floating[value=-Infinity]",
            "Text[value=NAN]",
            "Whole[value=18446744073709551615]");
  }

  @Test
  void aScanKnowsItsTableColumnsOutputAndFilters() throws SQLException {
    PlanNode node = plan("SELECT b FROM t WHERE a > 3");
    while (!(node instanceof Scan)) {
      node = node.children().get(0);
    }
    Scan scan = (Scan) node;

    assertThat(scan.catalog()).isEqualTo("memory");
    assertThat(scan.schema()).isEqualTo("main");
    assertThat(scan.table()).isEqualTo("t");
    assertThat(scan.columns()).extracting(ScanColumn::name).containsExactly("a", "b");
    assertThat(scan.filters())
        .containsExactly(
            new Comparison(
                ComparisonKind.GREATER,
                new ColumnReference(0, DataType.INTEGER),
                new Literal(
                    new Constant(DataType.INTEGER, new Constant.Whole(BigInteger.valueOf(3))))));
  }

  @Test
  void aPlanThatIsTooDeepIsUnsupportedAndNeverOverflowsTheStack() throws SQLException {
    String sum = "a" + " + a".repeat(300);
    assertThat(plan("SELECT " + sum + " FROM t").types()).hasSize(1);

    String deeper = "a" + " + a".repeat(600);
    assertThatThrownBy(() -> plan("SELECT " + deeper + " FROM t"))
        .isInstanceOf(UnsupportedPlanException.class)
        .hasMessageContaining("nesting depth");
  }

  @Test
  void rowsAreCountedWithoutReadingTheRowId() throws SQLException {
    assertThat(plan("SELECT count(*) FROM t").types()).containsExactly(DataType.BIGINT);
  }
}
