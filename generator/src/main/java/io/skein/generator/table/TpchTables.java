package io.skein.generator.table;

import io.airlift.tpch.Customer;
import io.airlift.tpch.LineItem;
import io.airlift.tpch.Nation;
import io.airlift.tpch.Order;
import io.airlift.tpch.Part;
import io.airlift.tpch.PartSupplier;
import io.airlift.tpch.Region;
import io.airlift.tpch.Supplier;
import io.airlift.tpch.TpchEntity;
import io.airlift.tpch.TpchTable;
import io.skein.protocol.table.Sharding;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The eight tables of TPC-H at one scale, with the types that DuckDB's own generator gives them.
 * Immutable and thread-safe.
 *
 * <p>lineitem and orders are sharded by the hash of the order key and colocated, nation and region
 * are replicated, and the others are divided into intervals of their keys.
 */
public final class TpchTables {
  private static final String COLOCATION_GROUP = "orderkey";

  private final double scale;
  private final int shards;

  /** Creates the tables of the scale factor, with that many shards each but for the replicated. */
  public TpchTables(double scale, int shards) {
    this.scale = scale;
    this.shards = shards;
  }

  /** Returns the tables, the largest first. */
  public List<GeneratedTable<?>> all() {
    return List.of(
        lineitem(), orders(), partsupp(), part(), customer(), supplier(), nation(), region());
  }

  private GeneratedTable<LineItem> lineitem() {
    Field<LineItem> key = Field.bigint("l_orderkey", LineItem::getOrderKey);
    return hashed(
        TpchTable.LINE_ITEM,
        6_001_215,
        key,
        List.of(
            key,
            Field.bigint("l_partkey", LineItem::getPartKey),
            Field.bigint("l_suppkey", LineItem::getSupplierKey),
            Field.bigint("l_linenumber", LineItem::getLineNumber),
            Field.money("l_quantity", row -> 100 * row.getQuantity()),
            Field.money("l_extendedprice", LineItem::getExtendedPriceInCents),
            Field.money("l_discount", LineItem::getDiscountPercent),
            Field.money("l_tax", LineItem::getTaxPercent),
            Field.varchar("l_returnflag", LineItem::getReturnFlag),
            Field.varchar("l_linestatus", LineItem::getStatus),
            Field.date("l_shipdate", LineItem::getShipDate),
            Field.date("l_commitdate", LineItem::getCommitDate),
            Field.date("l_receiptdate", LineItem::getReceiptDate),
            Field.varchar("l_shipinstruct", LineItem::getShipInstructions),
            Field.varchar("l_shipmode", LineItem::getShipMode),
            Field.varchar("l_comment", LineItem::getComment)));
  }

  private GeneratedTable<Order> orders() {
    Field<Order> key = Field.bigint("o_orderkey", Order::getOrderKey);
    return hashed(
        TpchTable.ORDERS,
        1_500_000,
        key,
        List.of(
            key,
            Field.bigint("o_custkey", Order::getCustomerKey),
            Field.varchar("o_orderstatus", row -> String.valueOf(row.getOrderStatus())),
            Field.money("o_totalprice", Order::getTotalPriceInCents),
            Field.date("o_orderdate", Order::getOrderDate),
            Field.varchar("o_orderpriority", Order::getOrderPriority),
            Field.varchar("o_clerk", Order::getClerk),
            Field.integer("o_shippriority", Order::getShipPriority),
            Field.varchar("o_comment", Order::getComment)));
  }

  private GeneratedTable<PartSupplier> partsupp() {
    return ranged(
        TpchTable.PART_SUPPLIER,
        800_000,
        List.of(
            Field.bigint("ps_partkey", PartSupplier::getPartKey),
            Field.bigint("ps_suppkey", PartSupplier::getSupplierKey),
            Field.bigint("ps_availqty", PartSupplier::getAvailableQuantity),
            Field.money("ps_supplycost", PartSupplier::getSupplyCostInCents),
            Field.varchar("ps_comment", PartSupplier::getComment)));
  }

  private GeneratedTable<Part> part() {
    return ranged(
        TpchTable.PART,
        200_000,
        List.of(
            Field.bigint("p_partkey", Part::getPartKey),
            Field.varchar("p_name", Part::getName),
            Field.varchar("p_mfgr", Part::getManufacturer),
            Field.varchar("p_brand", Part::getBrand),
            Field.varchar("p_type", Part::getType),
            Field.integer("p_size", Part::getSize),
            Field.varchar("p_container", Part::getContainer),
            Field.money("p_retailprice", Part::getRetailPriceInCents),
            Field.varchar("p_comment", Part::getComment)));
  }

  private GeneratedTable<Customer> customer() {
    return ranged(
        TpchTable.CUSTOMER,
        150_000,
        List.of(
            Field.bigint("c_custkey", Customer::getCustomerKey),
            Field.varchar("c_name", Customer::getName),
            Field.varchar("c_address", Customer::getAddress),
            Field.integer("c_nationkey", row -> Math.toIntExact(row.getNationKey())),
            Field.varchar("c_phone", Customer::getPhone),
            Field.money("c_acctbal", Customer::getAccountBalanceInCents),
            Field.varchar("c_mktsegment", Customer::getMarketSegment),
            Field.varchar("c_comment", Customer::getComment)));
  }

  private GeneratedTable<Supplier> supplier() {
    return ranged(
        TpchTable.SUPPLIER,
        10_000,
        List.of(
            Field.bigint("s_suppkey", Supplier::getSupplierKey),
            Field.varchar("s_name", Supplier::getName),
            Field.varchar("s_address", Supplier::getAddress),
            Field.integer("s_nationkey", row -> Math.toIntExact(row.getNationKey())),
            Field.varchar("s_phone", Supplier::getPhone),
            Field.money("s_acctbal", Supplier::getAccountBalanceInCents),
            Field.varchar("s_comment", Supplier::getComment)));
  }

  private GeneratedTable<Nation> nation() {
    return replicated(
        TpchTable.NATION,
        25,
        List.of(
            Field.integer("n_nationkey", row -> Math.toIntExact(row.getNationKey())),
            Field.varchar("n_name", Nation::getName),
            Field.integer("n_regionkey", row -> Math.toIntExact(row.getRegionKey())),
            Field.varchar("n_comment", Nation::getComment)));
  }

  private GeneratedTable<Region> region() {
    return replicated(
        TpchTable.REGION,
        5,
        List.of(
            Field.integer("r_regionkey", row -> Math.toIntExact(row.getRegionKey())),
            Field.varchar("r_name", Region::getName),
            Field.varchar("r_comment", Region::getComment)));
  }

  private <E extends TpchEntity> GeneratedTable<E> hashed(
      TpchTable<E> table, long rowsAtScaleOne, Field<E> key, List<Field<E>> fields) {
    return new GeneratedTable<>(
        table.getTableName(),
        fields,
        rows(table, rowsAtScaleOne),
        ShardRule.hash(key, shards),
        false,
        Optional.of(COLOCATION_GROUP));
  }

  /** The rows come in the order of the first column. */
  private <E extends TpchEntity> GeneratedTable<E> ranged(
      TpchTable<E> table, long rowsAtScaleOne, List<Field<E>> fields) {
    return new GeneratedTable<>(
        table.getTableName(),
        fields,
        rows(table, rowsAtScaleOne),
        ShardRule.consecutive(Sharding.range(fields.get(0).name()), shards),
        false,
        Optional.empty());
  }

  private static <E extends TpchEntity> GeneratedTable<E> replicated(
      TpchTable<E> table, long rows, List<Field<E>> fields) {
    return new GeneratedTable<>(
        table.getTableName(),
        fields,
        new Rows<>(table, 1, rows),
        ShardRule.consecutive(Sharding.NONE, 1),
        true,
        Optional.empty());
  }

  private <E extends TpchEntity> Rows<E> rows(TpchTable<E> table, long rowsAtScaleOne) {
    return new Rows<>(table, scale, (long) (rowsAtScaleOne * scale));
  }

  private record Rows<E extends TpchEntity>(TpchTable<E> table, double scale, long expectedRows)
      implements RowSource<E> {
    @Override
    public Iterator<E> part(int part, int parts) {
      return table.createGenerator(scale, part + 1, parts).iterator();
    }
  }
}
