package io.skein.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.worker.Duck;
import io.skein.worker.engine.Engine;
import io.skein.worker.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FooterReaderTest {
  @TempDir Path data;
  private final Duck duck = new Duck();
  private Engine engine;

  @BeforeEach
  void open() {
    engine = Engine.open(EngineOptions.DEFAULTS, List.of(data));
  }

  @AfterEach
  void close() {
    engine.close();
    duck.close();
  }

  private ShardFooter read() throws IOException {
    return new FooterReader(engine).read(List.of(ShardFiles.look("s", data.resolve("s")))).get(0);
  }

  private void write(String file, String sql, String options) {
    duck.write(data.resolve("s").resolve(file), sql, options);
  }

  private ColumnStatistics statistics(String value) throws IOException {
    write("a.parquet", "SELECT %s AS x FROM range(10) t(i)".formatted(value), "");
    return read().statistics().get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(i - 5)::TINYINT",
        "(i - 5)::SMALLINT",
        "i::INTEGER",
        "-9223372036854775807 + i",
        "(i + 250)::USMALLINT",
        "250::UTINYINT",
        "(4294967295 - i)::UINTEGER",
        "(18446744073709551615 - i)::UBIGINT",
        "(i - 5)::DECIMAL(4, 1)",
        "(i - 5)::DECIMAL(9, 4)",
        "(i - 5)::DECIMAL(18, 2)",
        "(i - 5)::DECIMAL(38, 10)",
        "DATE '1960-02-28' + i::INTEGER",
        "DATE '0044-03-15 (BC)'",
        "TIMESTAMP '1960-02-28 00:00:00.123456' + to_seconds(i)",
        "TIMESTAMP_NS '1960-02-28 00:00:00.123456789'",
        "TIMESTAMP_MS '1960-02-28 00:00:00.123'",
        "TIMESTAMP_S '1960-02-28 00:00:01'",
        "TIMESTAMPTZ '1960-02-28 00:00:00.123456+05' + to_seconds(i)",
        "(i / 7)::FLOAT",
        "i / 7 - 0.5",
        "i > 3",
        "'é' || i",
        "''",
        "CASE WHEN i > 5 THEN 'x' || i END",
        "'infinity'::TIMESTAMP"
      })
  void theBoundsAreTheLeastAndGreatestValueAsDuckDbPrintsThem(String value) throws Exception {
    ColumnStatistics statistics = statistics(value);
    List<String> expected =
        duck.rows(
                "SELECT min(x)::VARCHAR, max(x)::VARCHAR, count(*) - count(x) FROM '%s'"
                    .formatted(data.resolve("s/a.parquet")))
            .get(0);
    assertThat(statistics.minimum()).contains(expected.get(0));
    assertThat(statistics.maximum()).contains(expected.get(1));
    assertThat(statistics.nulls()).hasValue(Long.parseLong(expected.get(2)));
    assertThat(statistics.bytes()).isPositive();
  }

  @Test
  void boundsSpanRowGroupsAndFilesInTheOrderOfTheType() throws Exception {
    String sql = "SELECT i AS n, i::VARCHAR AS s, CASE WHEN i < 0 THEN 1 END AS z";
    write("a.parquet", sql + " FROM range(-9000, 10000) t(i)", ", row_group_size 2048");
    write("b.parquet", sql + " FROM range(9, 20) t(i)", "");
    write("c.parquet", sql + " FROM range(0) t(i)", "");
    ShardFooter footer = read();
    assertThat(footer.rows()).isEqualTo(19_011);
    ColumnStatistics number = footer.statistics().get(0);
    assertThat(number.minimum()).contains("-9000");
    assertThat(number.maximum()).contains("9999");
    assertThat(number.nulls()).hasValue(0);
    ColumnStatistics text = footer.statistics().get(1);
    assertThat(text.minimum()).contains("-1");
    assertThat(text.maximum()).contains("9999");
    ColumnStatistics mostlyNull = footer.statistics().get(2);
    assertThat(mostlyNull.minimum()).contains("1");
    assertThat(mostlyNull.nulls()).hasValue(10_011);
  }

  @Test
  void aColumnWithoutAnyValueHasNoBounds() throws Exception {
    ColumnStatistics statistics = statistics("CASE WHEN i < 0 THEN 1 END");
    assertThat(statistics.minimum()).isEmpty();
    assertThat(statistics.maximum()).isEmpty();
    assertThat(statistics.nulls()).hasValue(10);
  }

  @Test
  void aShardWithoutRowsHasColumnsAndNoBounds() throws Exception {
    write("a.parquet", "SELECT 1 AS a, 'x' AS b WHERE false", "");
    ShardFooter footer = read();
    assertThat(footer.columns())
        .containsExactly(new Column("a", "INTEGER"), new Column("b", "VARCHAR"));
    assertThat(footer.rows()).isZero();
    assertThat(footer.statistics())
        .allSatisfy(statistics -> assertThat(statistics.minimum()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CASE WHEN i = 3 THEN 'NaN'::DOUBLE ELSE i END",
        "repeat('é', 300) || i",
        "[i]",
        "{'a': i}",
        "i::HUGEINT::VARCHAR::BLOB",
        "INTERVAL 1 DAY * i"
      })
  void whereNoBoundIsSureThereIsNone(String value) throws Exception {
    ColumnStatistics statistics = statistics(value);
    assertThat(statistics.minimum()).isEmpty();
    assertThat(statistics.maximum()).isEmpty();
    assertThat(statistics.bytes()).isPositive();
  }

  @Test
  void oneRowGroupWithoutBoundsTakesThemFromAll() throws Exception {
    write(
        "a.parquet",
        "SELECT CASE WHEN i = 7 THEN 'NaN'::DOUBLE ELSE i END AS x FROM range(4096) t(i)",
        ", row_group_size 2048");
    assertThat(duck.rows("FROM parquet_metadata('%s')".formatted(data.resolve("s/a.parquet"))))
        .hasSize(2);
    ColumnStatistics statistics = read().statistics().get(0);
    assertThat(statistics.minimum()).isEmpty();
    assertThat(statistics.maximum()).isEmpty();
  }

  @Test
  void aTextThatWasCutIsALowerBoundOnly() throws Exception {
    ColumnStatistics statistics = statistics("repeat('x', 20000) || i");
    assertThat(statistics.minimum()).contains("x".repeat(256));
    assertThat(statistics.maximum()).isEmpty();
  }

  @Test
  void textsThatLookEscapedGiveNoBounds() throws Exception {
    // A bound that was cut within a character is printed like this, and would be no bound.
    assertThat(statistics("'a\\xE2' || i").minimum()).isEmpty();
  }

  @Test
  void columnsBesideNestedOnesKeepTheirOwnStatistics() throws Exception {
    write(
        "a.parquet",
        "SELECT i AS a, {'x': [i + 100], 'y': 'k' || i} AS b, map {'m': i + 1000} AS c,"
            + " i + 10 AS d, i::VARIANT AS e, i + 20 AS \"f, g\" FROM range(5) t(i)",
        "");
    ShardFooter footer = read();
    assertThat(footer.columns())
        .extracting(Column::type)
        .containsExactly(
            "BIGINT",
            "STRUCT(x BIGINT[], y VARCHAR)",
            "MAP(VARCHAR, BIGINT)",
            "BIGINT",
            "VARIANT",
            "BIGINT");
    assertThat(footer.statistics())
        .extracting(statistics -> statistics.maximum().orElse("-"))
        .containsExactly("4", "-", "-", "14", "-", "24");
  }

  @Test
  void wideTablesAreRead() throws Exception {
    StringBuilder sql = new StringBuilder("SELECT i AS c0");
    for (int i = 1; i < 500; i++) {
      sql.append(", i + ")
          .append(i)
          .append(i % 2 == 0 ? "" : "::DECIMAL(18,3)")
          .append(" AS c")
          .append(i);
    }
    write("a.parquet", sql + " FROM range(3) t(i)", "");
    assertThat(read().statistics().get(498).maximum()).contains("500");
    assertThat(read().statistics().get(499).maximum()).contains("501.000");
  }

  @Test
  void manyShardsAreReadAtOnceEachWithItsOwnStatistics() throws IOException {
    List<ShardFiles> shards = new ArrayList<>();
    for (int shard = 0; shard < 10; shard++) {
      Path folder = data.resolve("it's " + shard);
      String sql =
          shard % 3 == 0
              ? "SELECT 'x' || (i + %d) AS s FROM range(10) AS r(i)"
              : "SELECT i + %d AS n, CASE WHEN i > 3 THEN i END AS m FROM range(10) AS r(i)";
      for (int file = 0; file < 2; file++) {
        duck.write(
            folder.resolve("part-" + file + ".parquet"), sql.formatted(100 * shard + 50 * file));
      }
      shards.add(ShardFiles.look("it's " + shard, folder));
    }

    List<ShardFooter> footers = new FooterReader(engine).read(shards);

    for (int shard = 0; shard < 10; shard++) {
      ColumnStatistics first = footers.get(shard).statistics().get(0);
      String prefix = shard % 3 == 0 ? "x" : "";
      assertThat(footers.get(shard).rows()).isEqualTo(20);
      assertThat(first.minimum()).contains(prefix + 100 * shard);
      assertThat(first.nulls()).hasValue(0);
      if (shard % 3 != 0) {
        assertThat(first.maximum()).contains(String.valueOf(100 * shard + 59));
        assertThat(footers.get(shard).statistics().get(1).nulls()).hasValue(8);
      }
    }
    assertThat(footers).isEqualTo(shards.stream().map(this::readAlone).toList());
  }

  private ShardFooter readAlone(ShardFiles shard) {
    return new FooterReader(engine).read(List.of(shard)).get(0);
  }
}
