package io.skein.planner.distribute;

import io.skein.planner.ShardPruning;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.CrossProduct;
import io.skein.planner.plan.CteReference;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.Join;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.MaterializedCte;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.ScanColumn;
import io.skein.planner.plan.SetOperation;
import io.skein.planner.plan.Unnest;
import io.skein.planner.plan.Window;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Walks a plan from its leaves, keeps together what can run at every worker over its own rows, and
 * cuts where rows of several tasks must meet. For one plan; not thread-safe.
 */
final class Distributor {
  private final Catalog catalog;
  private final DistributionOptions options;
  private final boolean inShardOrder;
  private final Cuts cuts;
  private final JoinRule joins;
  private final AggregateRule aggregates;
  private final SetOperationRule setOperations;
  private final WindowRule windows;

  /** What stands for references to each common table expression that was cut off. */
  private final Map<Long, Piece> ctes = new HashMap<>();

  private int relations;

  /**
   * Creates a distributor.
   *
   * @param inShardOrder whether rows must come shard by shard wherever their order shows
   * @param stateTypes gives the types of the columns of a piece that ends in a partial aggregate
   * @param onCut is told of each stage when it is cut off
   */
  Distributor(
      Catalog catalog,
      DistributionOptions options,
      boolean inShardOrder,
      Function<Piece, List<DataType>> stateTypes,
      Consumer<CutStage> onCut) {
    this.catalog = catalog;
    this.options = options;
    this.inShardOrder = inShardOrder;
    int workers = Math.max(1, catalog.locations().size());
    this.cuts = new Cuts(Math.min(workers, options.partitions()), onCut);
    this.joins = new JoinRule(catalog, cuts, options, inShardOrder);
    this.aggregates = new AggregateRule(cuts, options, inShardOrder, stateTypes);
    this.setOperations = new SetOperationRule(cuts, options, inShardOrder);
    this.windows = new WindowRule(cuts, options, inShardOrder);
  }

  /** Returns the stages that were cut off, in an order in which each reads earlier ones only. */
  List<CutStage> stages() {
    return cuts.stages();
  }

  /** Returns the number of partitions of the stages that are divided. */
  int partitions() {
    return cuts.partitions();
  }

  /**
   * Returns the piece that gives the plan's rows; whatever lies below its cuts is in the stages.
   */
  Piece result(PlanNode plan) {
    Piece result = distribute(plan);
    return inShardOrder || result.spread() == Spread.ANYWHERE ? cuts.single(result) : result;
  }

  private Piece distribute(PlanNode node) {
    if (node instanceof Scan scan) {
      return scan(scan);
    }
    if (node instanceof Aggregate aggregate) {
      return aggregates.aggregate(aggregate, distribute(aggregate.input()));
    }
    if (node instanceof Limit limit) {
      return limit(limit);
    }
    if (node instanceof Distinct distinct) {
      return distinct(distinct);
    }
    if (node instanceof Window window) {
      return windows.window(window, distribute(window.input()));
    }
    if (node instanceof Join join) {
      return joins.join(join, distribute(join.left()), distribute(join.right()));
    }
    if (node instanceof CrossProduct product) {
      return joins.product(product, distribute(product.left()), distribute(product.right()));
    }
    if (node instanceof MaterializedCte cte && !FreeReferences.in(cte.definition())) {
      return materializedCte(cte);
    }
    if (node instanceof CteReference reference && ctes.containsKey(reference.cte())) {
      return ctes.get(reference.cte());
    }
    List<Piece> inputs = node.children().stream().map(this::distribute).toList();
    if (inputs.isEmpty()) {
      // Of a CTE that was not cut off the rows are where it is defined.
      return Piece.leaf(node, node instanceof CteReference ? Spread.SINGLE : Spread.ANYWHERE);
    }
    if (node instanceof SetOperation operation) {
      return setOperations.combine(operation, inputs);
    }
    if (inputs.stream().allMatch(input -> input.spread() == Spread.ANYWHERE)) {
      return Piece.of(node, Spread.ANYWHERE, inputs);
    }
    if (isRowByRow(node)) {
      return Piece.of(node, inputs.get(0).spread(), inputs);
    }
    return Piece.of(node, Spread.SINGLE, inputs.stream().map(cuts::single).toList());
  }

  private static boolean isRowByRow(PlanNode node) {
    return node instanceof Projection || node instanceof Filter || node instanceof Unnest;
  }

  private Piece scan(Scan scan) {
    if (scan.numbersRows()) {
      throw new NotDistributable("rows are numbered over the whole table");
    }
    TableName name = new TableName(scan.schema(), scan.table());
    CatalogTable table = catalog.table(name).orElseThrow();
    List<CatalogShard> shards =
        table.shards().stream().filter(shard -> ShardPruning.mayMatch(scan, table, shard)).toList();
    ScanRelation relation =
        new ScanRelation(scan, TableName.main("scan_" + relations++), table, shards);
    // A worker that is alone has all rows: nothing needs to be cut.
    boolean alone = catalog.locations().size() == 1 && !inShardOrder;
    return new Piece(
        scan,
        alone ? Spread.SINGLE : Spread.SHARDED,
        alone ? Partitioning.UNKNOWN : byShard(scan, table),
        alone ? List.of() : List.of(relation),
        alone ? List.of(relation) : List.of(),
        List.of(),
        Estimator.scan(scan, table, shards),
        Repeatable.allows(scan));
  }

  /** Tables of a colocation group are divided alike, if they have as many shards. */
  private static Partitioning byShard(Scan scan, CatalogTable table) {
    if (table.sharding().kind() != Sharding.Kind.HASH) {
      return Partitioning.UNKNOWN;
    }
    String column = table.sharding().column().orElseThrow();
    Set<Integer> positions = new LinkedHashSet<>();
    for (int i = 0; i < scan.output().size(); i++) {
      ScanColumn read = scan.columns().get(scan.output().get(i));
      if (read.kind() == ScanColumn.Kind.TABLE && read.name().equals(column)) {
        positions.add(i);
      }
    }
    String group = table.colocationGroup().orElse("table " + table.name());
    return positions.isEmpty()
        ? Partitioning.UNKNOWN
        : new Partitioning(
            "shards of %s / %d".formatted(group, table.shards().size()), List.of(positions));
  }

  /** Rows of a CTE are computed once, and kept for all that read them. */
  private Piece materializedCte(MaterializedCte cte) {
    Piece definition = distribute(cte.definition());
    boolean big = !inShardOrder && definition.estimate().bytes() > options.broadcastBytes();
    List<Expression> keys = big ? divisionKeys(definition) : List.of();
    ctes.put(
        cte.cte(),
        keys.isEmpty()
            ? cuts.whole(definition, definition.node().types(), Spread.ANYWHERE)
            : cuts.partitioned(definition, keys));
    return distribute(cte.consumer());
  }

  /** Returns the columns by which rows are divided already, or the one that divides them best. */
  private static List<Expression> divisionKeys(Piece piece) {
    List<DataType> types = piece.node().types();
    if (piece.spread() == Spread.PARTITIONED && piece.partitioning().isKnown()) {
      return piece.partitioning().keys().stream()
          .map(key -> key.stream().min(Integer::compare).orElseThrow())
          .<Expression>map(column -> new ColumnReference(column, types.get(column)))
          .toList();
    }
    return ColumnReference.all(types).stream()
        .filter(column -> HashKeys.allow(column.type()))
        .max(
            (a, b) ->
                Double.compare(
                    Estimator.column(a, piece.estimate()).distinct(),
                    Estimator.column(b, piece.estimate()).distinct()))
        .map(List::of)
        .orElse(List.of());
  }

  private Piece limit(Limit limit) {
    if (limit.input() instanceof Projection projection && limit.expressions().isEmpty()) {
      // Rows are taken before columns are computed of them, so that their order is still at hand.
      Piece input = limit((Limit) limit.withChildren(List.of(projection.input())));
      return input.under(projection.withChildren(List.of(input.node())));
    }
    Optional<Long> first = firstRows(limit);
    if (first.isPresent() && limit.input() instanceof Order order) {
      Piece input = distribute(order.input());
      if (input.spread().isDistributed()) {
        return topRows(limit, order, input, first.get());
      }
      Piece sorted = input.under(order.withChildren(List.of(input.node())));
      return sorted.under(limit.withChildren(List.of(sorted.node())));
    }
    Piece input = distribute(limit.input());
    if (!input.spread().isDistributed()) {
      return input.under(limit.withChildren(List.of(input.node())));
    }
    Piece few =
        cuts.single(first.isEmpty() ? input : input.under(firstRows(input.node(), first.get())));
    return few.under(limit.withChildren(List.of(few.node())));
  }

  /** Each task's first rows in the order, with all columns: the keys are needed once more. */
  private Piece topRows(Limit limit, Order order, Piece input, long first) {
    List<Integer> all = IntStream.range(0, input.node().types().size()).boxed().toList();
    Piece sorted = input.under(new Order(input.node(), order.keys(), all));
    Piece top = cuts.single(sorted.under(firstRows(sorted.node(), first)));
    Piece merged = top.under(order.withChildren(List.of(top.node())));
    return merged.under(limit.withChildren(List.of(merged.node())));
  }

  private static PlanNode firstRows(PlanNode input, long rows) {
    return new Limit(input, new Limit.Rows(rows), new Limit.Unset());
  }

  /** Returns how many of a task's first rows can be among the limit's, if it says so plainly. */
  private static Optional<Long> firstRows(Limit limit) {
    if (!(limit.count() instanceof Limit.Rows count)) {
      return Optional.empty();
    }
    if (limit.offset() instanceof Limit.Unset) {
      return Optional.of(count.rows());
    }
    return limit.offset() instanceof Limit.Rows offset
            && count.rows() <= Long.MAX_VALUE - offset.rows()
        ? Optional.of(count.rows() + offset.rows())
        : Optional.empty();
  }

  private Piece distinct(Distinct distinct) {
    Piece input = distribute(distinct.input());
    PlanNode over = distinct.withChildren(List.of(input.node()));
    if (!input.spread().isDistributed()) {
      return input.under(over);
    }
    if (!distinct.comparesWholeRows()) {
      Piece single = cuts.single(input);
      return single.under(distinct.withChildren(List.of(single.node())));
    }
    if (!inShardOrder && input.partitioning().isKnown()) {
      return input.under(over);
    }
    Piece local = input.under(over);
    List<Expression> columns = ColumnReference.all(local.node().types());
    boolean divides =
        !inShardOrder
            && local.estimate().rows() >= options.finalGroups()
            && columns.stream().map(Expression::type).allMatch(HashKeys::allow);
    Piece met = divides ? cuts.partitioned(local, columns) : cuts.single(local);
    return met.under(distinct.withChildren(List.of(met.node())));
  }
}
