package io.skein.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.planner.render.PlanningDuckDb;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistinctValuesTest {
  private static final TableName TABLE = TableName.main("t");
  private static final int ROWS = 200_000;

  @TempDir private Path folder;

  /** Returns the estimate for a column of four shards whose rows are numbered by i. */
  private double estimate(String value, Sharding sharding) throws SQLException {
    return estimate(value, sharding, "i % 4");
  }

  private double estimate(String value, Sharding sharding, String shard) throws SQLException {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Path file = folder.resolve(i + ".parquet");
        database.execute(
            "COPY (SELECT %s AS v FROM range(%d) r(i) WHERE %s = %d) TO %s (FORMAT parquet)"
                .formatted(value, ROWS, shard, i, SqlText.literal(file.toString())));
        files.add(file);
      }
      return estimate(new FooterCatalog(database).table(TABLE, sharding, files));
    }
  }

  private static double estimate(InventoryTable table) {
    return DistinctValues.of(FooterCatalog.of(List.of(table)).table(TABLE).orElseThrow(), 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "1; 42",
        "1; 'always the same'",
        "2; hash(i) % 2 = 0",
        "3; 'status ' || hash(i) % 3",
        "7; (hash(i) % 7)::INTEGER * 1000000",
        "25; 'country ' || hash(i) % 25",
        "50; (hash(i) % 50)::DECIMAL(15,2)",
        "300; (hash(i) % 300)::DOUBLE / 7",
        "1000; 'clerk#' || hash(i) % 1000",
        "2500; DATE '1992-01-01' + (hash(i) % 2500)::INTEGER",
        "10000; (hash(i) % 10000)::BIGINT",
        "200000; i",
        "200000; 4 * i",
        "200000; hash(i)",
        "200000; 'name ' || i",
        "200000; md5(i::VARCHAR)",
        "3; CASE WHEN hash(i) % 4 > 0 THEN 'status ' || hash(i) % 4 END",
        "12; CASE WHEN hash(i) % 50 < 12 THEN (hash(i) % 50)::INTEGER END",
        "1; NULL::INTEGER"
      })
  void valuesInRandomOrderAreCountedWithinAFactorOfThree(double real, String value)
      throws SQLException {
    assertThat(estimate(value, Sharding.NONE)).isBetween(real / 3, real * 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "730; DATE '2020-01-01' + (i * 730 // 200000)::INTEGER",
        "20000; i // 10",
        "4; 'region ' || i // 50000",
        "50000; i // 4"
      })
  void sortedValuesOfShardsThatDoNotOverlapAddUp(double real, String value) throws SQLException {
    assertThat(estimate(value, Sharding.NONE, "i // 50000")).isBetween(real / 3, real * 3);
  }

  @Test
  void valuesDividedByTheirHashAddUp() throws SQLException {
    String value = "hash(i) % 20000";
    assertThat(estimate(value, Sharding.hash("v"), "hash(hash(i) % 20000) % 4"))
        .isBetween(20_000 / 3.0, 20_000 * 3.0);
  }

  @Test
  void withoutStatisticsAllRowsMayBeDifferent() {
    assertThat(estimate(shards(3, shard -> ColumnStatistics.UNKNOWN))).isEqualTo(3000);
  }

  @Test
  void boundsWithoutAPlaceAreNoBounds() {
    assertThat(
            estimate(
                shards(
                    3,
                    shard ->
                        new ColumnStatistics(
                            Optional.of("0044-03-15 (BC)"),
                            Optional.of("infinity"),
                            OptionalLong.empty(),
                            350))))
        .isBetween(2.0, 12.0);
  }

  @Test
  void aTableWithoutRowsHasOne() {
    assertThat(estimate(shards(0, shard -> ColumnStatistics.UNKNOWN))).isEqualTo(1);
  }

  @Test
  void ofTenThousandShardsSomeTellOfAll() {
    assertThat(estimate(shards(10_000, shard -> year("2020-01-01", 2400)))).isBetween(300.0, 366.0);
    assertThat(
            estimate(
                shards(
                    10_000,
                    shard ->
                        year(LocalDate.of(2000, 1, 1).plusDays(366L * shard).toString(), 2400))))
        .isBetween(366 * 10_000 / 3.0, 366 * 10_000.0);
  }

  private static ColumnStatistics year(String firstDay, long bytes) {
    return new ColumnStatistics(
        Optional.of(firstDay),
        Optional.of(LocalDate.parse(firstDay).plusDays(365).toString()),
        OptionalLong.of(0),
        bytes);
  }

  private static InventoryTable shards(int count, IntFunction<ColumnStatistics> statistics) {
    return new InventoryTable(
        TABLE,
        List.of(new Column("v", "DATE")),
        Sharding.NONE,
        false,
        Optional.empty(),
        OptionalInt.of(count),
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Shard(
                        "shard-%05d".formatted(i), "f", 1000, 1, List.of(statistics.apply(i))))
            .toList(),
        List.of());
  }
}
