package io.skein.planner.distribute;

import io.skein.planner.ShardPruning;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.CrossProduct;
import io.skein.planner.plan.CteReference;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.Join;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.RelationReference;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.SetOperation;
import io.skein.planner.plan.Unnest;
import io.skein.protocol.table.TableName;
import io.skein.protocol.type.TransportTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Walks a plan from its leaves, keeps together what can run at every worker over its own shards,
 * and cuts where rows of several shards must meet. For one plan; not thread-safe.
 */
final class Distributor {
  /** A side of a join up to this size, uncompressed, is read whole by every task. */
  static final long BROADCAST_BYTES = 64L << 20;

  private final Catalog catalog;
  private final Function<Piece, List<DataType>> stateTypes;
  private final List<CutStage> stages = new ArrayList<>();
  private final Consumer<CutStage> onCut;
  private int relations;

  /**
   * Creates a distributor.
   *
   * @param stateTypes gives the types of the columns of a piece that ends in a partial aggregate
   * @param onCut is told of each stage when it is cut off
   */
  Distributor(
      Catalog catalog, Function<Piece, List<DataType>> stateTypes, Consumer<CutStage> onCut) {
    this.catalog = catalog;
    this.stateTypes = stateTypes;
    this.onCut = onCut;
  }

  /** Returns the stages that were cut off, in an order in which each reads earlier ones only. */
  List<CutStage> stages() {
    return List.copyOf(stages);
  }

  /** Returns the plan as one piece at one place; whatever lies below its cuts is in the stages. */
  Piece gathered(PlanNode plan) {
    return single(distribute(plan));
  }

  private Piece distribute(PlanNode node) {
    if (node instanceof Scan scan) {
      return scan(scan);
    }
    if (node instanceof Aggregate aggregate) {
      return aggregate(aggregate);
    }
    if (node instanceof Limit limit) {
      return limit(limit);
    }
    if (node instanceof Distinct distinct) {
      return distinct(distinct);
    }
    if (node instanceof Join join) {
      return join(join);
    }
    if (node instanceof CrossProduct product) {
      return crossProduct(product);
    }
    List<Piece> inputs = node.children().stream().map(this::distribute).toList();
    if (inputs.isEmpty()) {
      // A CTE is defined in the one place where everything meets.
      return node instanceof CteReference
          ? new Piece(node, Spread.SINGLE, List.of(), List.of(), List.of())
          : Piece.anywhere(node);
    }
    if (inputs.stream().allMatch(input -> input.spread() == Spread.ANYWHERE)) {
      return rebuilt(node, Spread.ANYWHERE, inputs);
    }
    boolean sharded = inputs.stream().allMatch(input -> input.spread() == Spread.SHARDED);
    if (sharded && isRowByRow(node)) {
      return rebuilt(node, Spread.SHARDED, inputs);
    }
    return single(node, inputs);
  }

  private static boolean isRowByRow(PlanNode node) {
    return node instanceof Projection
        || node instanceof Filter
        || node instanceof Unnest
        || node instanceof SetOperation operation
            && operation.kind() == SetOperation.Kind.UNION
            && operation.quantifier() == AggregateCall.Quantifier.ALL;
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
    return new Piece(scan, Spread.SHARDED, List.of(relation), List.of(), List.of());
  }

  private Piece aggregate(Aggregate aggregate) {
    Piece input = distribute(aggregate.input());
    Aggregate over = (Aggregate) aggregate.withChildren(List.of(input.node()));
    if (input.spread() != Spread.SHARDED) {
      return input.under(over);
    }
    if (!AggregateStates.canExport(aggregate)) {
      return single(aggregate, List.of(input));
    }
    Piece partial = input.under(AggregateStates.partial(over));
    List<DataType> types = stateTypes.apply(partial);
    if (!types.stream().map(DataType::sql).allMatch(Distributor::crossesAsItIs)) {
      // A state cannot be cast on its way.
      return single(aggregate, List.of(input));
    }
    CutStage stage = cut(partial, types);
    String combined = AggregateStates.combine(aggregate, relation(stage.number()).toSql());
    return new Piece(
        new RelationReference("(" + combined + ")", aggregate.types()),
        Spread.SINGLE,
        List.of(),
        List.of(),
        List.of(stage.number()));
  }

  private static boolean crossesAsItIs(String type) {
    return TransportTypes.sent(type).equals(type);
  }

  private Piece limit(Limit limit) {
    Optional<Long> first = firstRows(limit);
    if (first.isPresent() && limit.input() instanceof Order order) {
      Piece input = distribute(order.input());
      if (input.spread() == Spread.SHARDED) {
        return topRows(limit, order, input, first.get());
      }
    }
    Piece input = distribute(limit.input());
    if (input.spread() != Spread.SHARDED) {
      return input.under(limit.withChildren(List.of(input.node())));
    }
    return first.isEmpty()
        ? single(limit, List.of(input))
        : single(limit, List.of(input.under(firstRows(input.node(), first.get()))));
  }

  /** Each task's first rows in the order, with all columns: the keys are needed once more. */
  private Piece topRows(Limit limit, Order order, Piece input, long first) {
    List<Integer> all = IntStream.range(0, input.node().types().size()).boxed().toList();
    PlanNode sorted = new Order(input.node(), order.keys(), all);
    Piece top = single(input.under(firstRows(sorted, first)));
    return top.under(limit.withChildren(List.of(order.withChildren(List.of(top.node())))));
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
    if (input.spread() == Spread.SHARDED && distinct.comparesWholeRows()) {
      Piece local = input.under(distinct.withChildren(List.of(input.node())));
      return single(distinct, List.of(local));
    }
    return input.spread() == Spread.SHARDED
        ? single(distinct, List.of(input))
        : input.under(distinct.withChildren(List.of(input.node())));
  }

  private Piece join(Join join) {
    Piece left = distribute(join.left());
    Piece right = distribute(join.right());
    // A side whose unmatched rows are put out must not be at several tasks.
    boolean rightWhole = !join.kind().keepsUnmatchedRight();
    boolean leftWhole = join.kind().emitsRight() && !join.kind().keepsUnmatchedLeft();
    return joined(join, left, right, leftWhole, rightWhole);
  }

  private Piece crossProduct(CrossProduct product) {
    return joined(product, distribute(product.left()), distribute(product.right()), true, true);
  }

  private Piece joined(
      PlanNode node, Piece left, Piece right, boolean leftMayBeWhole, boolean rightMayBeWhole) {
    if (left.spread() == Spread.ANYWHERE && right.spread() == Spread.ANYWHERE) {
      return rebuilt(node, Spread.ANYWHERE, List.of(left, right));
    }
    boolean preferRight =
        right.spread() != Spread.SHARDED
            || left.spread() == Spread.SHARDED && right.bytes() <= left.bytes();
    if (left.spread() == Spread.SHARDED && rightMayBeWhole && preferRight && fits(right)) {
      return rebuilt(node, Spread.SHARDED, List.of(left, whole(right)));
    }
    if (right.spread() == Spread.SHARDED && leftMayBeWhole && fits(left)) {
      return rebuilt(node, Spread.SHARDED, List.of(whole(left), right));
    }
    if (left.spread() == Spread.SHARDED && rightMayBeWhole && fits(right)) {
      return rebuilt(node, Spread.SHARDED, List.of(left, whole(right)));
    }
    return single(node, List.of(left, right));
  }

  /** A small side that every task can make by itself, from tables that all workers can read. */
  private boolean fits(Piece side) {
    return switch (side.spread()) {
      case ANYWHERE -> true;
      case SINGLE -> false;
      case SHARDED -> side.bytes() <= BROADCAST_BYTES;
    };
  }

  private Piece whole(Piece side) {
    if (side.spread() == Spread.ANYWHERE) {
      return side;
    }
    boolean readable =
        side.sharded().stream()
            .flatMap(scan -> scan.shards().stream())
            .allMatch(shard -> shard.workers().containsAll(catalog.locations().keySet()));
    if (!readable) {
      return at(side.node().types(), cut(side, side.node().types()));
    }
    List<ScanRelation> all = new ArrayList<>(side.whole());
    all.addAll(side.sharded());
    return new Piece(side.node(), Spread.ANYWHERE, List.of(), all, side.exchanges());
  }

  private Piece single(PlanNode node, List<Piece> inputs) {
    List<Piece> gathered = inputs.stream().map(this::single).toList();
    return rebuilt(node, Spread.SINGLE, gathered);
  }

  private Piece single(Piece piece) {
    if (piece.spread() != Spread.SHARDED) {
      return new Piece(
          piece.node(), Spread.SINGLE, piece.sharded(), piece.whole(), piece.exchanges());
    }
    List<DataType> types = piece.node().types();
    return at(types, cut(piece, types));
  }

  /** The rows of a stage, where one task has them all. */
  private static Piece at(List<DataType> types, CutStage stage) {
    return new Piece(
        new RelationReference(relation(stage.number()).toSql(), types),
        Spread.SINGLE,
        List.of(),
        List.of(),
        List.of(stage.number()));
  }

  private CutStage cut(Piece piece, List<DataType> types) {
    if (types.isEmpty()) {
      throw new NotDistributable("a part of the plan has no column that could be sent");
    }
    CutStage stage = new CutStage(stages.size(), piece, types);
    stages.add(stage);
    onCut.accept(stage);
    return stage;
  }

  /** Returns the relation by which later stages read the stage. */
  static TableName relation(int stage) {
    return TableName.main("stage_" + stage);
  }

  private static Piece rebuilt(PlanNode node, Spread spread, List<Piece> inputs) {
    PlanNode over = node.withChildren(inputs.stream().map(Piece::node).toList());
    return Piece.of(over, spread, inputs);
  }
}
