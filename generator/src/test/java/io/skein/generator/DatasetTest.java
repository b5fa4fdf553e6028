package io.skein.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.generator.parquet.Compression;
import io.skein.generator.parquet.ParquetFormat;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {
  private static final long ROWS = 20_000;

  @TempDir private Path data;
  private ParquetTables tables;

  @BeforeEach
  void open() throws SQLException {
    tables = new ParquetTables();
  }

  @AfterEach
  void close() throws SQLException {
    tables.close();
  }

  @Test
  void theTableHasTheDocumentedTypesInTheFilesAndInTheManifest() throws Exception {
    Path folder = generate("dataset", ROWS, 1, Sharding.NONE, UnaryOperator.identity());

    List<String> described =
        tables.query(
            "SELECT concat(column_name, ' ', column_type) FROM"
                + " (DESCRIBE SELECT * EXCLUDE (filename) FROM dataset)");

    assertThat(described)
        .containsExactly(
            "id BIGINT",
            "date DATE",
            "category VARCHAR",
            "value1 DOUBLE",
            "value2 DOUBLE",
            "active BOOLEAN",
            "name VARCHAR");
    TableManifest manifest = manifest(folder);
    assertThat(manifest.columns().stream().map(Column::toString)).isEqualTo(described);
    assertThat(manifest.shards()).isEqualTo(12);
    assertThat(manifest.sharding()).isEqualTo(Sharding.NONE);
    assertThat(manifest.replicated()).isFalse();
  }

  @Test
  void valuesAreDistributedAsDocumented() throws Exception {
    generate("dataset", 100_000, 42, Sharding.NONE, UnaryOperator.identity());

    assertThat(
            tables.value(
                "SELECT concat(min(id), ' ', max(id), ' ', count(DISTINCT id)) FROM dataset"))
        .isEqualTo("0 99999 100000");
    assertThat(tables.value("SELECT concat(min(date), ' ', max(date)) FROM dataset"))
        .isEqualTo("2019-01-01 2023-12-31");
    assertThat(
            tables.number(
                "SELECT count(*) FROM dataset WHERE date BETWEEN '2020-01-01' AND '2020-01-31'"))
        .isBetween(1_500L, 1_900L);
    assertThat(
            tables.query(
                "SELECT concat(category, ' ', round(count(*) / 1000)) FROM dataset"
                    + " GROUP BY category ORDER BY category"))
        .containsExactly("A 30.0", "B 25.0", "C 20.0", "D 15.0", "E 10.0");
    assertThat(
            tables.value(
                "SELECT concat(round(avg(value1)), ' ', round(stddev(value1))) FROM dataset"))
        .isEqualTo("100.0 15.0");
    assertThat(
            tables.value(
                "SELECT concat(round(avg(value2)), ' ', round(stddev(value2)), ' ', min(value2) >= 0) FROM dataset"))
        .isEqualTo("50.0 50.0 true");
    assertThat(tables.value("SELECT round(avg(active::INTEGER), 2) FROM dataset")).isEqualTo("0.7");
    assertThat(tables.value("SELECT count(DISTINCT name) FROM dataset")).isEqualTo("4096");
    assertThat(tables.number("SELECT count(*) FROM dataset WHERE name = 'Zoë Müller'"))
        .isPositive();
  }

  /** The expected rows are pinned: data sets of old runs can be had again. */
  @Test
  void aSeedMeansTheSameRowsForEver() throws Exception {
    generate("dataset", 1_000, 42, Sharding.NONE, UnaryOperator.identity());

    assertThat(
            tables.query(
                "SELECT * EXCLUDE (filename) FROM dataset WHERE id IN (0, 1, 999) ORDER BY id"))
        .containsExactly(
            "0|2020-09-18|E|118.65967577002611|28.289438211446683|true|Paula Almeida",
            "1|2023-10-12|B|89.88198912109476|51.76747027848108|true|Edda Haddad",
            "999|2019-06-29|E|99.30924494263625|21.159975949928164|true|Maren Boateng");
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void theSameSeedGivesTheSameRowsHoweverTheyAreDivided(
      int shards, int filesPerShard, int threads, String sharding) throws Exception {
    generate("expected", ROWS, 7, Sharding.NONE, to -> to.withShards(1, 1));

    generate(
        "actual",
        ROWS,
        7,
        Sharding.parse(sharding),
        to -> to.withShards(shards, filesPerShard).withThreads(threads));

    assertThat(tables.content("actual")).isEqualTo(tables.content("expected"));
    String sample = "SELECT * EXCLUDE (filename) FROM %s ORDER BY id LIMIT 50 OFFSET 9975";
    assertThat(tables.query(sample.formatted("actual")))
        .isEqualTo(tables.query(sample.formatted("expected")));
    assertThat(parquetFiles(data.resolve("actual"))).hasSize(shards * filesPerShard);
  }

  static Stream<Arguments> layouts() {
    return Stream.of(
        Arguments.of(12, 2, 2, "none"),
        Arguments.of(7, 3, 8, "none"),
        Arguments.of(12, 2, 1, "hash(id)"),
        Arguments.of(5, 1, 3, "hash(name)"),
        Arguments.of(40, 3, 64, "hash(value1)"),
        Arguments.of(6, 2, 2, "range(id)"),
        Arguments.of(6, 2, 4, "range(date)"),
        Arguments.of(12, 1, 2, "range(active)"));
  }

  @Test
  void filesAreTheSameBytesForAnyNumberOfThreads() throws Exception {
    Path one =
        generate("one", ROWS, 7, Sharding.hash("id"), to -> to.withShards(9, 2).withThreads(1));
    Path many =
        generate("many", ROWS, 7, Sharding.hash("id"), to -> to.withShards(9, 2).withThreads(16));

    for (Path file : parquetFiles(one)) {
      assertThat(many.resolve(one.relativize(file))).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void anotherSeedGivesOtherRows() throws Exception {
    generate("one", ROWS, 1, Sharding.NONE, UnaryOperator.identity());
    generate("two", ROWS, 2, Sharding.NONE, UnaryOperator.identity());

    assertThat(
            tables.number(
                "SELECT count(*) FROM one JOIN two USING (id) WHERE one.value1 = two.value1"))
        .isZero();
  }

  @Test
  void footersHaveStatisticsOfEveryColumn() throws Exception {
    generate("dataset", ROWS, 1, Sharding.NONE, to -> to.withShards(2, 1));

    assertThat(
            tables.query(
                """
                SELECT path_in_schema, count(stats_min_value), count(stats_max_value),
                  sum(stats_null_count), sum(num_values)
                FROM parquet_metadata('%s/*/*.parquet') GROUP BY 1 ORDER BY min(column_id)
                """
                    .formatted(data.resolve("dataset"))))
        .containsExactly(
            "id|2|2|0|20000",
            "date|2|2|0|20000",
            "category|2|2|0|20000",
            "value1|2|2|0|20000",
            "value2|2|2|0|20000",
            "active|2|2|0|20000",
            "name|2|2|0|20000");
    assertThat(
            tables.query(
                """
                SELECT path_in_schema, stats_min_value, stats_max_value
                FROM parquet_metadata('%s/shard-00001/*.parquet') WHERE column_id IN (0, 2, 5)
                ORDER BY column_id
                """
                    .formatted(data.resolve("dataset"))))
        .containsExactly("id|10000|19999", "category|A|E", "active|false|true");
  }

  @Test
  void rowGroupsHaveTheRowsThatWereAskedFor() throws Exception {
    generate(
        "dataset",
        2_500,
        1,
        Sharding.NONE,
        to -> to.withShards(1, 1).withFormat(new ParquetFormat(Compression.SNAPPY, 1_000)));

    assertThat(
            tables.query(
                "SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('%s/*/*.parquet') ORDER BY 1"
                    .formatted(data.resolve("dataset"))))
        .containsExactly("0|1000", "1|1000", "2|500");
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void everyCompressionIsReadBack(Compression compression) throws Exception {
    generate("expected", ROWS, 3, Sharding.NONE, UnaryOperator.identity());
    generate(
        "actual",
        ROWS,
        3,
        Sharding.NONE,
        to -> to.withFormat(new ParquetFormat(compression, 5_000)));

    assertThat(tables.content("actual")).isEqualTo(tables.content("expected"));
    assertThat(
            tables.query(
                "SELECT DISTINCT lower(compression) FROM parquet_metadata('%s/*/*.parquet')"
                    .formatted(data.resolve("actual"))))
        .containsExactly(compression.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "hash(id)", "range(date)"})
  void shardsWithoutRowsHaveTheirFilesToo(String sharding) throws Exception {
    generate("few", 3, 1, Sharding.parse(sharding), to -> to.withShards(5, 2));
    generate("none", 0, 1, Sharding.parse(sharding), to -> to.withShards(5, 2));

    assertThat(tables.number("SELECT count(*) FROM few")).isEqualTo(3);
    assertThat(parquetFiles(data.resolve("few"))).hasSize(10);
    assertThat(tables.number("SELECT count(*) FROM \"none\"")).isZero();
    assertThat(parquetFiles(data.resolve("none"))).hasSize(10);
  }

  @Test
  void progressEndsAtAllRowsAndTheSummarySaysWhatIsOnDisk() throws Exception {
    AtomicLong last = new AtomicLong();
    Summary summary =
        Generator.generate(
            DataSet.dataset(ROWS, 1, Sharding.NONE),
            OutputOptions.to(data.resolve("dataset")),
            (rows, expectedRows) -> {
              assertThat(expectedRows).isEqualTo(ROWS);
              last.accumulateAndGet(rows, Math::max);
            });

    assertThat(last).hasValue(ROWS);
    assertThat(summary.rows()).isEqualTo(ROWS);
    assertThat(summary.files()).isEqualTo(24);
    long bytes = 0;
    for (Path file : parquetFiles(data.resolve("dataset"))) {
      bytes += Files.size(file);
    }
    assertThat(summary.bytes()).isEqualTo(bytes);
  }

  @Test
  void aShardingColumnThatIsNotThereIsRefusedWithTheColumnsThatAre() {
    assertThatThrownBy(() -> DataSet.dataset(1, 1, Sharding.hash("customer")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no column 'customer' to shard by;"
                + " the columns are id, date, category, value1, value2, active, name");
  }

  @Test
  void aNegativeNumberOfRowsIsRefused() {
    assertThatThrownBy(() -> DataSet.dataset(-1, 1, Sharding.NONE))
        .hasMessage("the number of rows is from 0 to 1,000,000,000,000: -1");
  }

  private Path generate(
      String name, long rows, long seed, Sharding sharding, UnaryOperator<OutputOptions> options)
      throws SQLException {
    Path folder = data.resolve(name);
    Generator.generate(
        DataSet.dataset(rows, seed, sharding),
        options.apply(OutputOptions.to(folder)),
        Progress.NONE);
    tables.view('"' + name + '"', folder);
    return folder;
  }

  private static TableManifest manifest(Path folder) throws IOException {
    return TableManifest.parse(Files.readString(folder.resolve(TableManifest.FILE_NAME)));
  }

  private static List<Path> parquetFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }
}
