package io.skein.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.table.ShardHash;
import io.skein.protocol.table.Sharding;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardingTest {
  private static final int SHARDS = 6;
  private static final long ROWS = 20_000;
  private static final String SHARD =
      "regexp_extract(filename, 'shard-(\\d+)', 1)::INTEGER AS shard";

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

  @ParameterizedTest
  @MethodSource("hashes")
  void everyKeyLiesInTheShardThatItsHashSays(String column, ToLongFunction<String> hash)
      throws Exception {
    generate(Sharding.hash(column));

    List<String> keys =
        tables.query("SELECT DISTINCT %s, \"%s\" FROM dataset".formatted(SHARD, column));

    Set<Integer> shards = new TreeSet<>();
    for (String key : keys) {
      int shard = Integer.parseInt(key.substring(0, key.indexOf('|')));
      String value = key.substring(key.indexOf('|') + 1);
      assertThat(shard).as(value).isEqualTo(ShardHash.shard(hash.applyAsLong(value), SHARDS));
      shards.add(shard);
    }
    if (keys.size() > 100) {
      assertThat(shards).hasSize(SHARDS);
    }
  }

  static Stream<Arguments> hashes() {
    return Stream.of(
        hash("id", value -> ShardHash.ofLong(Long.parseLong(value))),
        hash("date", value -> ShardHash.ofLong(LocalDate.parse(value).toEpochDay())),
        hash("category", ShardHash::ofText),
        hash("value1", value -> ShardHash.ofDouble(Double.parseDouble(value))),
        hash("active", value -> ShardHash.ofBoolean(Boolean.parseBoolean(value))),
        hash("name", ShardHash::ofText));
  }

  private static Arguments hash(String column, ToLongFunction<String> function) {
    return Arguments.of(column, function);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "date", "category", "value1", "value2", "active", "name"})
  void shardsByRangeAreSortedIntervalsThatDoNotOverlap(String column) throws Exception {
    generate(Sharding.range(column));

    assertThat(
            tables.query(
                """
                WITH bounds AS (
                  SELECT %s, min("%s") AS low, max("%s") AS high FROM dataset GROUP BY 1)
                SELECT * FROM bounds a JOIN bounds b ON a.shard < b.shard
                WHERE a.high >= b.low
                """
                    .formatted(SHARD, column, column)))
        .isEmpty();
    assertThat(tables.number("SELECT count(*) FROM dataset")).isEqualTo(ROWS);
  }

  @Test
  void shardsByRangeAreAboutEqualWhereValuesAllowIt() throws Exception {
    generate(Sharding.range("value1"));

    assertThat(tables.query("SELECT %s, count(*) AS n FROM dataset GROUP BY 1".formatted(SHARD)))
        .hasSize(SHARDS)
        .allSatisfy(
            row -> assertThat(Long.parseLong(row.split("\\|")[1])).isBetween(3_200L, 3_450L));
  }

  @Test
  void theColumnMayBeGivenInAnyCaseAndTheManifestSaysItsName() throws Exception {
    generate(Sharding.hash("Category"));

    assertThat(data.resolve("dataset/_skein.json"))
        .content()
        .contains("\"sharding\" : \"hash(category)\"");
  }

  private void generate(Sharding sharding) throws SQLException {
    Path folder = data.resolve("dataset");
    Generator.generate(
        DataSet.dataset(ROWS, 5, sharding),
        OutputOptions.to(folder).withShards(SHARDS, 2),
        Progress.NONE);
    tables.view("dataset", folder);
  }
}
