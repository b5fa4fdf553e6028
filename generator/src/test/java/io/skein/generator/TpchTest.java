package io.skein.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.generator.output.Placement;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardHash;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TpchTest {
  private static final int SHARDS = 4;
  private static final String SHARD = "regexp_extract(filename, 'shard-(\\d+)', 1)::INTEGER";

  @TempDir private static Path data;
  private static ParquetTables tables;

  @BeforeAll
  static void generate() throws SQLException {
    Generator.generate(
        DataSet.tpch(0.01),
        OutputOptions.to(data.resolve("tpch")).withShards(SHARDS, 2),
        Progress.NONE);
    tables = new ParquetTables();
    for (String table :
        List.of(
            "lineitem", "orders", "partsupp", "part", "customer", "supplier", "nation", "region")) {
      tables.view(table, data.resolve("tpch").resolve(table));
    }
  }

  @AfterAll
  static void close() throws SQLException {
    tables.close();
  }

  @ParameterizedTest
  @CsvSource({
    "lineitem, 60175, hash(l_orderkey), 4, orderkey",
    "orders, 15000, hash(o_orderkey), 4, orderkey",
    "partsupp, 8000, range(ps_partkey), 4,",
    "part, 2000, range(p_partkey), 4,",
    "customer, 1500, range(c_custkey), 4,",
    "supplier, 100, range(s_suppkey), 4,",
    "nation, 25, none, 1,",
    "region, 5, none, 1,",
  })
  void tablesHaveTheirRowsAndAreDividedAsTheirManifestsSay(
      String table, long rows, String sharding, int shards, String colocationGroup)
      throws Exception {
    TableManifest manifest = manifest(table);

    assertThat(tables.number("SELECT count(*) FROM " + table)).isEqualTo(rows);
    assertThat(manifest.sharding()).isEqualTo(Sharding.parse(sharding));
    assertThat(manifest.shards()).isEqualTo(shards);
    assertThat(manifest.replicated()).isEqualTo(shards == 1);
    assertThat(manifest.colocationGroup()).isEqualTo(Optional.ofNullable(colocationGroup));
    assertThat(tables.number("SELECT count(DISTINCT %s) FROM %s".formatted(SHARD, table)))
        .isEqualTo(shards);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "lineitem: l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber BIGINT,"
            + " l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2),"
            + " l_tax DECIMAL(15,2), l_returnflag VARCHAR, l_linestatus VARCHAR, l_shipdate DATE,"
            + " l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR, l_shipmode VARCHAR,"
            + " l_comment VARCHAR",
        "orders: o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus VARCHAR,"
            + " o_totalprice DECIMAL(15,2), o_orderdate DATE, o_orderpriority VARCHAR,"
            + " o_clerk VARCHAR, o_shippriority INTEGER, o_comment VARCHAR",
        "partsupp: ps_partkey BIGINT, ps_suppkey BIGINT, ps_availqty BIGINT,"
            + " ps_supplycost DECIMAL(15,2), ps_comment VARCHAR",
        "part: p_partkey BIGINT, p_name VARCHAR, p_mfgr VARCHAR, p_brand VARCHAR, p_type VARCHAR,"
            + " p_size INTEGER, p_container VARCHAR, p_retailprice DECIMAL(15,2),"
            + " p_comment VARCHAR",
        "customer: c_custkey BIGINT, c_name VARCHAR, c_address VARCHAR, c_nationkey INTEGER,"
            + " c_phone VARCHAR, c_acctbal DECIMAL(15,2), c_mktsegment VARCHAR, c_comment VARCHAR",
        "supplier: s_suppkey BIGINT, s_name VARCHAR, s_address VARCHAR, s_nationkey INTEGER,"
            + " s_phone VARCHAR, s_acctbal DECIMAL(15,2), s_comment VARCHAR",
        "nation: n_nationkey INTEGER, n_name VARCHAR, n_regionkey INTEGER, n_comment VARCHAR",
        "region: r_regionkey INTEGER, r_name VARCHAR, r_comment VARCHAR",
      })
  void columnsHaveTheTypesThatDuckDbsOwnGeneratorGivesThem(String table, String columns)
      throws Exception {
    List<String> described =
        tables.query(
            "SELECT concat(column_name, ' ', column_type) FROM"
                + " (DESCRIBE SELECT * EXCLUDE (filename) FROM %s)".formatted(table));

    assertThat(String.join(", ", described)).isEqualTo(columns);
    assertThat(manifest(table).columns().stream().map(Column::toString)).isEqualTo(described);
  }

  @ParameterizedTest
  @CsvSource({"lineitem, l_orderkey", "orders, o_orderkey"})
  void everyOrderKeyLiesInTheShardThatItsHashSays(String table, String column) throws Exception {
    for (String key :
        tables.query("SELECT DISTINCT %s, %s FROM %s".formatted(column, SHARD, table))) {
      String[] values = key.split("\\|");
      assertThat(Integer.parseInt(values[1]))
          .as(key)
          .isEqualTo(ShardHash.shard(ShardHash.ofLong(Long.parseLong(values[0])), SHARDS));
    }
  }

  @Test
  void linesLieInTheShardOfTheirOrder() throws Exception {
    assertThat(
            tables.number(
                """
                SELECT count(*) FROM (SELECT l_orderkey, %1$s AS shard FROM lineitem) l
                JOIN (SELECT o_orderkey, %1$s AS shard FROM orders) o
                ON l_orderkey = o_orderkey AND l.shard = o.shard
                """
                    .formatted(SHARD)))
        .isEqualTo(60_175);
  }

  @Test
  void shardsByRangeDoNotOverlap() throws Exception {
    for (String column : List.of("partsupp.ps_partkey", "part.p_partkey", "customer.c_custkey")) {
      String table = column.substring(0, column.indexOf('.'));
      assertThat(
              tables.query(
                  """
                  WITH bounds AS (
                    SELECT %s AS shard, min(%s) AS low, max(%s) AS high FROM %s GROUP BY 1)
                  SELECT * FROM bounds a JOIN bounds b ON a.shard < b.shard
                  WHERE a.high >= b.low
                  """
                      .formatted(SHARD, column, column, table)))
          .as(column)
          .isEmpty();
    }
  }

  /** The answers that DuckDB publishes for its own data at this scale. */
  @Test
  void theRowsAreThoseOfTheStandard() throws Exception {
    assertThat(
            tables.value(
                """
                SELECT sum(l_extendedprice * l_discount) FROM lineitem
                WHERE l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'
                  AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24
                """))
        .isEqualTo("1193053.2253");
    assertThat(
            tables.query(
                """
                SELECT l_returnflag, l_linestatus, sum(l_quantity), sum(l_extendedprice), count(*)
                FROM lineitem WHERE l_shipdate <= DATE '1998-09-02'
                GROUP BY ALL ORDER BY ALL
                """))
        .containsExactly(
            "A|F|380456.00|532348211.65|14876",
            "N|F|8971.00|12384801.37|348",
            "N|O|742802.00|1041502841.45|29181",
            "R|F|381449.00|534594445.35|14902");
  }

  @Test
  void keysReferToRowsThatAreThere() throws Exception {
    assertThat(
            tables.number(
                """
                SELECT count(*) FROM lineitem
                JOIN orders ON l_orderkey = o_orderkey
                JOIN customer ON o_custkey = c_custkey
                JOIN partsupp ON l_partkey = ps_partkey AND l_suppkey = ps_suppkey
                JOIN part ON ps_partkey = p_partkey
                JOIN supplier ON ps_suppkey = s_suppkey
                JOIN nation ON s_nationkey = n_nationkey
                JOIN region ON n_regionkey = r_regionkey
                """))
        .isEqualTo(60_175);
  }

  @Test
  void otherShardsFilesAndThreadsGiveTheSameRows() throws Exception {
    Path other = data.resolve("other");
    Generator.generate(
        DataSet.tpch(0.01), OutputOptions.to(other).withShards(7, 3).withThreads(9), Progress.NONE);

    for (String table : List.of("lineitem", "orders", "partsupp", "customer", "supplier")) {
      tables.view("other", other.resolve(table));
      assertThat(tables.content("other")).as(table).isEqualTo(tables.content(table));
    }
  }

  @Test
  void atSeveralWorkersReplicatedTablesAreEverywhereAndColocatedShardsTogether() throws Exception {
    Generator.generate(
        DataSet.tpch(0.001),
        OutputOptions.to(data.resolve("placed"))
            .withShards(5, 1)
            .withPlacement(Placement.across(3, 2)),
        Progress.NONE);

    for (int worker = 1; worker <= 3; worker++) {
      Path folder = data.resolve("worker-%d/placed".formatted(worker));
      assertThat(folder.resolve("nation/shard-00000/part-00000.parquet")).exists();
      assertThat(folder.resolve("region/shard-00000/part-00000.parquet")).exists();
      for (int shard = 0; shard < 5; shard++) {
        String name = "shard-%05d".formatted(shard);
        assertThat(Files.exists(folder.resolve("lineitem").resolve(name)))
            .isEqualTo(Files.exists(folder.resolve("orders").resolve(name)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aScaleOutOfBoundsIsRefused(double scale) {
    assertThatThrownBy(() -> DataSet.tpch(scale))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the scale is from 0.001 to 100,000: " + scale);
  }

  private static TableManifest manifest(String table) throws IOException {
    return TableManifest.parse(
        Files.readString(data.resolve("tpch").resolve(table).resolve(TableManifest.FILE_NAME)));
  }
}
