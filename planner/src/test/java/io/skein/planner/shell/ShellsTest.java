package io.skein.planner.shell;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.FooterCatalog;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.PlanReader;
import io.skein.planner.plan.Scan;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellsTest {
  private final Shells shells = new Shells();

  @AfterEach
  void close() {
    shells.close();
  }

  private static Catalog catalog(InventoryTable... tables) {
    return FooterCatalog.of(List.of(tables));
  }

  /** A table of one shard, whose columns are of BIGINT and have values from 1 to the numbers. */
  private static InventoryTable table(String name, long rows, String columns, long... numbers) {
    List<Column> types = new ArrayList<>();
    List<ColumnStatistics> statistics = new ArrayList<>();
    for (String column : columns.split(" ")) {
      long number = numbers[types.size()];
      types.add(new Column(column, "BIGINT"));
      statistics.add(
          new ColumnStatistics(
              Optional.of("1"), Optional.of("" + number), OptionalLong.of(0), 8 * rows));
    }
    return table(name, rows, types, statistics);
  }

  private static InventoryTable table(
      String name, long rows, List<Column> columns, List<ColumnStatistics> statistics) {
    return new InventoryTable(
        TableName.main(name),
        columns,
        Sharding.NONE,
        false,
        Optional.empty(),
        OptionalInt.of(1),
        List.of(new Shard("shard-00000", "f", rows, 8 * rows, statistics)),
        List.of());
  }

  private static long count(ShellDatabase database, String what) {
    return database.use(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("SELECT " + what)) {
            rows.next();
            return rows.getLong(1);
          }
        });
  }

  private ShellDatabase shells(InventoryTable table) {
    return shells.use(catalog(table), shell -> shell);
  }

  /** Returns the names of the tables, those that are joined first in the innermost parentheses. */
  private String joinOrder(Catalog catalog, String sql) {
    return joinOrder(
        shells.use(catalog, shell -> shell.use(connection -> PlanReader.plan(connection, sql))));
  }

  private static String joinOrder(PlanNode node) {
    if (node instanceof Scan scan) {
      return scan.table();
    }
    String inputs =
        node.children().stream().map(ShellsTest::joinOrder).sorted().collect(joining(" "));
    return node.children().size() == 1 ? inputs : "(" + inputs + ")";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
        "FLOAT",
        "DOUBLE",
        "BOOLEAN",
        "VARCHAR",
        "BLOB",
        "DATE",
        "TIME",
        "TIMESTAMP",
        "TIMESTAMP_S",
        "TIMESTAMP_MS",
        "TIMESTAMP_NS",
        "TIMESTAMP WITH TIME ZONE",
        "INTERVAL",
        "UUID",
        "BIT",
        "DECIMAL(1,0)",
        "DECIMAL(1,1)",
        "DECIMAL(9,4)",
        "DECIMAL(15,2)",
        "DECIMAL(38,0)",
        "DECIMAL(38,38)",
        "ENUM('a', 'b')",
        "INTEGER[]",
        "INTEGER[3]",
        "DECIMAL(2,1)[]",
        "DECIMAL(2,1)[3]",
        "STRUCT(a INTEGER, b VARCHAR)",
        "MAP(VARCHAR, INTEGER)",
        "UNION(a INTEGER, b VARCHAR)",
        "VARIANT",
        "TIME WITH TIME ZONE",
        "BIGNUM"
      })
  void everyTypeHasInventedRows(String type) {
    for (long rows : new long[] {0, 1, 1_000_000_000_000L}) {
      try (ShellDatabase database =
          ShellDatabase.open(
              catalog(
                  table(
                      "t",
                      rows,
                      List.of(new Column("c", type)),
                      List.of(ColumnStatistics.UNKNOWN))))) {
        assertThat(database.problem(TableName.main("t"))).isEmpty();
        assertThat(database.describe("FROM t")).containsExactly(new Column("c", type));
        assertThat(count(database, "count(*) FROM t")).isEqualTo(Math.min(rows, 30_000));
      }
    }
  }

  @Test
  void rowsAndDistinctValuesAreScaledAlikeAndSmallNumbersAreKept() {
    try (ShellDatabase database =
        ShellDatabase.open(
            catalog(
                table("fact", 6_000_000, "k d", 1_500_000, 25),
                table("key", 1_500_000, "k", 1_500_000),
                table("dimension", 25, "d", 25)))) {
      assertThat(count(database, "count(*) FROM fact")).isEqualTo(30_000);
      assertThat(count(database, "count(DISTINCT k) FROM fact")).isEqualTo(7_500);
      assertThat(count(database, "count(DISTINCT d) FROM fact")).isEqualTo(25);
      assertThat(count(database, "count(*) FROM key")).isEqualTo(7_500);
      assertThat(count(database, "count(*) FROM dimension")).isEqualTo(25);
    }
  }

  @Test
  void manyWideTablesShareTheRows() {
    String columns = "a b c d e f g h i j k l m n o p q r s t";
    InventoryTable[] tables = new InventoryTable[20];
    for (int i = 0; i < tables.length; i++) {
      tables[i] = table("t" + i, 1_000_000, columns, new long[20]);
    }
    try (ShellDatabase database = ShellDatabase.open(catalog(tables))) {
      assertThat(count(database, "count(*) FROM t7")).isEqualTo(5_000);
    }
  }

  @Test
  void largeTablesAreJoinedAfterSmallOnes() {
    String sql =
        "SELECT count(*) FROM fact, other, small"
            + " WHERE fact.k = other.k AND other.d = small.d AND small.e = 7";
    assertThat(
            joinOrder(
                catalog(
                    table("fact", 6_000_000, "k", 1_500_000),
                    table("other", 1_500_000, "k d", 1_500_000, 1000),
                    table("small", 1000, "d e", 1000, 10)),
                sql))
        .isEqualTo("((other small) fact)");
    assertThat(
            joinOrder(
                catalog(
                    table("fact", 100, "k", 100),
                    table("other", 1_500_000, "k d", 1_500_000, 1000),
                    table("small", 1_000_000, "d e", 1000, 10)),
                sql))
        .isEqualTo("((fact other) small)");
  }

  @Test
  void shellsAreMadeAnewOnlyWhenColumnsOrRowsChangeMuch() {
    ShellDatabase first = shells(table("t", 1_000_000, "a", 9));
    assertThat(shells(table("t", 1_900_000, "a", 9))).isSameAs(first);
    assertThat(shells(table("t", 600_000, "a", 9))).isSameAs(first);
    ShellDatabase second = shells(table("t", 2_100_000, "a", 9));
    assertThat(second).isNotSameAs(first);
    ShellDatabase third = shells(table("t", 2_100_000, "b", 9));
    assertThat(third).isNotSameAs(second);
    assertThat(shells(table("u", 1, "a", 9))).isNotSameAs(third);
    ShellDatabase few = shells(table("u", 2, "a", 9));
    assertThat(shells(table("u", 900, "a", 9))).isSameAs(few);
  }

  @Test
  void shellsAreMadeAnewWhenAColumnMayHaveNullsFromNowOn() {
    ShellDatabase without = shells(withNulls(OptionalLong.of(0)));
    assertThat(shells(withNulls(OptionalLong.of(0)))).isSameAs(without);
    ShellDatabase with = shells(withNulls(OptionalLong.of(1)));
    assertThat(with).isNotSameAs(without);
    assertThat(shells(withNulls(OptionalLong.of(0)))).isSameAs(with);
    assertThat(shells(withNulls(OptionalLong.empty()))).isSameAs(with);
  }

  private static InventoryTable withNulls(OptionalLong nulls) {
    return table(
        "t",
        10,
        List.of(new Column("k", "INTEGER"), new Column("v", "INTEGER")),
        List.of(ColumnStatistics.UNKNOWN, bounded(nulls)));
  }

  private static ColumnStatistics bounded(OptionalLong nulls) {
    return new ColumnStatistics(Optional.of("1"), Optional.of("9"), nulls, 40);
  }

  /** Of two columns without NULLs DuckDB's deliminator makes IS DISTINCT FROM of {@code <>}. */
  @Test
  void whatIsUnequalIsDistinctOnlyWhereFootersSayThatThereAreNoNulls() {
    String sql = "SELECT v, EXISTS (SELECT 1 FROM t s WHERE s.k = t.k AND s.v <> t.v) FROM t";
    List<ColumnStatistics> none = List.of(bounded(OptionalLong.of(0)), bounded(OptionalLong.of(0)));
    List<Column> columns = List.of(new Column("k", "INTEGER"), new Column("v", "INTEGER"));
    assertThat(plan(table("t", 10, columns, none), sql)).contains("comparison=DISTINCT");
    for (OptionalLong nulls : List.of(OptionalLong.of(1), OptionalLong.empty())) {
      assertThat(plan(withNulls(nulls), sql))
          .doesNotContain("comparison=DISTINCT")
          .contains("comparison=NOT_EQUAL");
    }
  }

  private String plan(InventoryTable table, String sql) {
    return shells
        .use(catalog(table), shell -> shell.use(connection -> PlanReader.plan(connection, sql)))
        .toString();
  }

  @Test
  void whoUsesOlderShellsKeepsThemUntilDone() {
    ShellDatabase[] older = new ShellDatabase[1];
    shells.use(
        catalog(table("t", 1, "a", 9)),
        shell -> {
          older[0] = shell;
          shells.use(catalog(table("u", 1, "a", 9)), newer -> count(newer, "count(*) FROM u"));
          shells.close();
          return count(shell, "count(*) FROM t");
        });
    assertThatThrownBy(() -> older[0].version()).hasMessageContaining("closing");
  }
}
