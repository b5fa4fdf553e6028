package io.skein.planner;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogAssembler;
import io.skein.planner.catalog.ServingWorker;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Catalogs that look like real ones, for tests of whole plans: a shop with tables of every kind of
 * sharding, and TPC-H. Nothing in them depends on files.
 */
final class ShopCatalog {

  private ShopCatalog() {}

  /**
   * A column with what footers say of it.
   *
   * @param distinct how many values it has: 0 to distinct - 1, where it has bounds
   * @param bytesPerRow its encoded size
   */
  private record Spec(Column column, long distinct, double bytesPerRow) {

    /** Parses {@code name TYPE distinct bytes}. */
    static Spec parse(String text) {
      String[] words = text.strip().split(" ");
      return new Spec(
          new Column(words[0], words[1]), Long.parseLong(words[2]), Double.parseDouble(words[3]));
    }

    ColumnStatistics statistics(long rows) {
      boolean bounded = column.type().equals("BIGINT") || column.type().equals("INTEGER");
      return new ColumnStatistics(
          bounded ? Optional.of("0") : Optional.empty(),
          bounded ? Optional.of(String.valueOf(distinct - 1)) : Optional.empty(),
          OptionalLong.of(0),
          Math.round(rows * bytesPerRow));
    }
  }

  /** The shop at three workers: orders and items are colocated by the order's id. */
  static Catalog shop() {
    return catalog(
        3,
        List.of(
            table(
                "orders",
                1_500_000,
                6,
                Sharding.hash("id"),
                Optional.of("by order"),
                "id BIGINT 1500000 8, customer BIGINT 100000 8, day DATE 2400 1.5,"
                    + " status VARCHAR 3 0.25, total DOUBLE 1500000 8"),
            table(
                "items",
                6_000_000,
                6,
                Sharding.hash("order_id"),
                Optional.of("by order"),
                "order_id BIGINT 1500000 8, product INTEGER 200000 4, quantity INTEGER 50 0.75,"
                    + " price DOUBLE 900000 8, note VARCHAR 4000000 27"),
            table(
                "customers",
                150_000,
                3,
                Sharding.NONE,
                Optional.empty(),
                "id BIGINT 150000 8, name VARCHAR 150000 18, country VARCHAR 25 0.6,"
                    + " notes VARCHAR 150000 900"),
            table(
                "products",
                200_000,
                4,
                Sharding.NONE,
                Optional.empty(),
                "id INTEGER 200000 4, brand VARCHAR 25 0.6, label VARCHAR 200000 30"),
            table(
                "countries",
                25,
                1,
                Sharding.NONE,
                Optional.empty(),
                "name VARCHAR 25 9, region VARCHAR 5 2"),
            table(
                "clicks",
                20_000_000,
                8,
                Sharding.NONE,
                Optional.empty(),
                "customer BIGINT 150000 8, page VARCHAR 90 0.9, at TIMESTAMP 19000000 8,"
                    + " seconds DOUBLE 5000 8")));
  }

  /** TPC-H at scale 1 and two workers. */
  static Catalog tpch() {
    return catalog(
        2,
        List.of(
            table(
                "region",
                5,
                1,
                "r_regionkey INTEGER 5 4, r_name VARCHAR 5 7, r_comment VARCHAR 5 60"),
            table(
                "nation",
                25,
                1,
                "n_nationkey INTEGER 25 4, n_name VARCHAR 25 8, n_regionkey INTEGER 5 1,"
                    + " n_comment VARCHAR 25 70"),
            table(
                "supplier",
                10_000,
                4,
                "s_suppkey BIGINT 10000 8, s_name VARCHAR 10000 22, s_address VARCHAR 10000 29,"
                    + " s_nationkey INTEGER 25 0.6, s_phone VARCHAR 10000 19,"
                    + " s_acctbal DECIMAL(15,2) 10000 8, s_comment VARCHAR 10000 66"),
            table(
                "customer",
                150_000,
                4,
                "c_custkey BIGINT 150000 8, c_name VARCHAR 150000 22, c_address VARCHAR 150000 29,"
                    + " c_nationkey INTEGER 25 0.6, c_phone VARCHAR 150000 19,"
                    + " c_acctbal DECIMAL(15,2) 140000 8, c_mktsegment VARCHAR 5 0.4,"
                    + " c_comment VARCHAR 150000 77"),
            table(
                "part",
                200_000,
                4,
                "p_partkey BIGINT 200000 8, p_name VARCHAR 200000 37, p_mfgr VARCHAR 5 0.4,"
                    + " p_brand VARCHAR 25 0.6, p_type VARCHAR 150 1, p_size INTEGER 50 0.75,"
                    + " p_container VARCHAR 40 0.75, p_retailprice DECIMAL(15,2) 20000 3,"
                    + " p_comment VARCHAR 130000 18"),
            table(
                "partsupp",
                800_000,
                4,
                "ps_partkey BIGINT 200000 8, ps_suppkey BIGINT 10000 8,"
                    + " ps_availqty INTEGER 10000 1.8, ps_supplycost DECIMAL(15,2) 100000 2.2,"
                    + " ps_comment VARCHAR 800000 128"),
            table(
                "orders",
                1_500_000,
                4,
                "o_orderkey BIGINT 1500000 8, o_custkey BIGINT 100000 8,"
                    + " o_orderstatus VARCHAR 3 0.25, o_totalprice DECIMAL(15,2) 1400000 8,"
                    + " o_orderdate DATE 2406 1.5, o_orderpriority VARCHAR 5 0.4,"
                    + " o_clerk VARCHAR 1000 1.3, o_shippriority INTEGER 1 0.01,"
                    + " o_comment VARCHAR 1500000 53"),
            table(
                "lineitem",
                6_001_215,
                4,
                "l_orderkey BIGINT 1500000 8, l_partkey BIGINT 200000 8, l_suppkey BIGINT 10000 8,"
                    + " l_linenumber INTEGER 7 0.4, l_quantity DECIMAL(15,2) 50 0.75,"
                    + " l_extendedprice DECIMAL(15,2) 900000 8, l_discount DECIMAL(15,2) 11 0.5,"
                    + " l_tax DECIMAL(15,2) 9 0.5, l_returnflag VARCHAR 3 0.25,"
                    + " l_linestatus VARCHAR 2 0.13, l_shipdate DATE 2526 1.5,"
                    + " l_commitdate DATE 2466 1.5, l_receiptdate DATE 2555 1.5,"
                    + " l_shipinstruct VARCHAR 4 0.25, l_shipmode VARCHAR 7 0.4,"
                    + " l_comment VARCHAR 4500000 31")));
  }

  private static Catalog catalog(int workers, List<InventoryTable> tables) {
    return CatalogAssembler.assemble(
        IntStream.rangeClosed(1, workers)
            .mapToObj(
                i ->
                    new ServingWorker(
                        "w" + i,
                        "grpc+tcp://127.0.0.1:" + (9000 + i),
                        new Inventory("w" + i, 1, tables)))
            .toList(),
        List.of());
  }

  private static InventoryTable table(String name, long rows, int shards, String columns) {
    return table(name, rows, shards, Sharding.NONE, Optional.empty(), columns);
  }

  private static InventoryTable table(
      String name,
      long rows,
      int shards,
      Sharding sharding,
      Optional<String> colocationGroup,
      String columns) {
    // A comma may also stand in the parentheses of a type.
    List<Spec> specs =
        Arrays.stream(columns.split(",(?![^(]*\\))")).map(String::strip).map(Spec::parse).toList();
    List<Shard> all = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      long own = rows * (i + 1) / shards - rows * i / shards;
      all.add(
          new Shard(
              "shard-%05d".formatted(i),
              "f" + i,
              own,
              own * 20,
              specs.stream().map(spec -> spec.statistics(own)).toList()));
    }
    return new InventoryTable(
        TableName.main(name),
        specs.stream().map(Spec::column).toList(),
        sharding,
        false,
        colocationGroup,
        OptionalInt.of(shards),
        all,
        List.of());
  }
}
