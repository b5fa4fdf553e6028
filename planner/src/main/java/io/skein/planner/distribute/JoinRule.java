package io.skein.planner.distribute;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Join;
import io.skein.planner.plan.JoinCondition;
import io.skein.planner.plan.JoinKind;
import io.skein.planner.plan.PlanNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The rule of joins: rows that match must meet. Where both sides are divided by the join's keys
 * they already do; else a side is read whole by every task, or both are divided by the keys, or
 * everything meets in one place, whichever moves least. For one plan; not thread-safe.
 */
final class JoinRule {
  private final Catalog catalog;
  private final Cuts cuts;
  private final DistributionOptions options;
  private final boolean inShardOrder;

  JoinRule(Catalog catalog, Cuts cuts, DistributionOptions options, boolean inShardOrder) {
    this.catalog = catalog;
    this.cuts = cuts;
    this.options = options;
    this.inShardOrder = inShardOrder;
  }

  /** A way to bring the sides together, and how many bytes it moves. */
  private record Way(double bytes, Supplier<Piece> piece) {}

  /** Returns the join of the pieces, which are those of the join's inputs. */
  Piece join(Join join, Piece left, Piece right) {
    if (!isMovable(left) || !isMovable(right)) {
      return Piece.of(join, Spread.SINGLE, List.of(cuts.single(left), cuts.single(right)));
    }
    if (bothAnywhere(left, right)) {
      return Piece.of(join, Spread.ANYWHERE, List.of(left, right));
    }
    // Whether a MARK is NULL depends on every row of the right side, so that one is read whole.
    boolean divides = !inShardOrder && join.kind() != JoinKind.MARK;
    List<JoinCondition> keys = divides ? keys(join) : List.of();
    if (meetAlready(keys, left, right)) {
      return Piece.of(join, left.spread(), List.of(left, right));
    }
    // A side whose unmatched rows are put out must not be at several tasks.
    boolean rightWhole = !join.kind().keepsUnmatchedRight();
    boolean leftWhole = join.kind().emitsRight() && !join.kind().keepsUnmatchedLeft();
    List<Way> ways = new ArrayList<>();
    if (!keys.isEmpty()) {
      ways.add(repartitioned(join, keys, left, right));
    }
    ways.addAll(whole(join, left, right, leftWhole, rightWhole, !ways.isEmpty()));
    return cheapest(join, left, right, ways);
  }

  /** Returns the product of the pieces, which are those of the product's inputs. */
  Piece product(PlanNode product, Piece left, Piece right) {
    if (!isMovable(left) || !isMovable(right)) {
      return Piece.of(product, Spread.SINGLE, List.of(cuts.single(left), cuts.single(right)));
    }
    if (bothAnywhere(left, right)) {
      return Piece.of(product, Spread.ANYWHERE, List.of(left, right));
    }
    return cheapest(product, left, right, whole(product, left, right, true, true, false));
  }

  private static boolean isMovable(Piece piece) {
    return !FreeReferences.in(piece.node());
  }

  private static boolean bothAnywhere(Piece left, Piece right) {
    return left.spread() == Spread.ANYWHERE && right.spread() == Spread.ANYWHERE;
  }

  private Piece cheapest(PlanNode node, Piece left, Piece right, List<Way> ways) {
    double gathered = (moved(left) + moved(right)) * cuts.partitions();
    Way best =
        new Way(
            gathered,
            () -> Piece.of(node, Spread.SINGLE, List.of(cuts.single(left), cuts.single(right))));
    for (Way way : ways) {
      // Work in one place is slow beyond the bytes: a tie goes to what several tasks do.
      if (way.bytes() <= best.bytes()) {
        best = way;
      }
    }
    return best.piece().get();
  }

  /** What it takes to bring the piece to one place. */
  private double moved(Piece piece) {
    return piece.spread().isDistributed() ? exchange(piece.estimate().bytes()) : 0;
  }

  private double exchange(double bytes) {
    return bytes + options.exchangeBytes();
  }

  private List<Way> whole(
      PlanNode node,
      Piece left,
      Piece right,
      boolean leftWhole,
      boolean rightWhole,
      boolean otherWay) {
    List<Way> ways = new ArrayList<>();
    if (leftWhole && right.spread().isDistributed() && fits(left, otherWay)) {
      ways.add(
          new Way(
              wholeBytes(left),
              () -> Piece.of(node, right.spread(), List.of(everywhere(left), right))));
    }
    if (rightWhole && left.spread().isDistributed() && fits(right, otherWay)) {
      ways.add(
          new Way(
              wholeBytes(right),
              () -> Piece.of(node, left.spread(), List.of(left, everywhere(right)))));
    }
    return ways;
  }

  /** A big side is sent whole only where the alternative is to gather both. */
  private boolean fits(Piece side, boolean otherWay) {
    return side.spread() == Spread.ANYWHERE
        || side.estimate().bytes() <= options.broadcastBytes()
        || !otherWay;
  }

  private double wholeBytes(Piece side) {
    if (side.spread() == Spread.ANYWHERE) {
      return 0;
    }
    return rescans(side)
        ? side.scannedBytes() / 16.0
        : exchange(side.estimate().bytes() * cuts.partitions());
  }

  private Piece everywhere(Piece side) {
    if (side.spread() == Spread.SHARDED && rescans(side)) {
      List<ScanRelation> all = new ArrayList<>(side.whole());
      all.addAll(side.sharded());
      return new Piece(
          side.node(),
          Spread.ANYWHERE,
          Partitioning.UNKNOWN,
          List.of(),
          all,
          side.stages(),
          side.estimate(),
          side.repeatable());
    }
    return cuts.everywhere(side);
  }

  /** Returns whether every task reads the side's tables itself. */
  private boolean rescans(Piece side) {
    return side.spread() == Spread.SHARDED
        && side.repeatable()
        && side.scannedBytes() <= options.rescanBytes()
        && Stream.concat(side.sharded().stream(), side.whole().stream())
            .flatMap(scan -> scan.shards().stream())
            .allMatch(shard -> shard.workers().containsAll(catalog.locations().keySet()));
  }

  /**
   * Returns the conditions that say that both sides are the same, and by which rows can be divided.
   */
  private static List<JoinCondition> keys(Join join) {
    return join.conditions().stream()
        .filter(
            condition ->
                condition.comparison().equates()
                    && condition.left().type().equals(condition.right().type())
                    && HashKeys.allow(condition.left().type()))
        .toList();
  }

  private Way repartitioned(Join join, List<JoinCondition> keys, Piece left, Piece right) {
    Optional<List<JoinCondition>> asLeft =
        left.spread() == Spread.PARTITIONED ? dividing(keys, left, true) : Optional.empty();
    Optional<List<JoinCondition>> asRight =
        right.spread() == Spread.PARTITIONED ? dividing(keys, right, false) : Optional.empty();
    double leftBytes = exchange(left.estimate().bytes());
    double rightBytes = exchange(right.estimate().bytes());
    if (asLeft.isPresent() && (asRight.isEmpty() || rightBytes <= leftBytes)) {
      return new Way(
          rightBytes,
          () ->
              Piece.of(
                  join,
                  Spread.PARTITIONED,
                  List.of(left, cuts.partitioned(right, rights(asLeft.get())))));
    }
    if (asRight.isPresent()) {
      return new Way(
          leftBytes,
          () ->
              Piece.of(
                  join,
                  Spread.PARTITIONED,
                  List.of(cuts.partitioned(left, lefts(asRight.get())), right)));
    }
    return new Way(
        leftBytes + rightBytes,
        () ->
            Piece.of(
                join,
                Spread.PARTITIONED,
                List.of(
                    cuts.partitioned(left, lefts(keys)), cuts.partitioned(right, rights(keys)))));
  }

  private static List<Expression> lefts(List<JoinCondition> conditions) {
    return conditions.stream().map(JoinCondition::left).toList();
  }

  private static List<Expression> rights(List<JoinCondition> conditions) {
    return conditions.stream().map(JoinCondition::right).toList();
  }

  /** Returns for each key by which the side is divided a condition on it, if all have one. */
  private static Optional<List<JoinCondition>> dividing(
      List<JoinCondition> conditions, Piece side, boolean isLeft) {
    List<JoinCondition> found = new ArrayList<>();
    for (var key : side.partitioning().keys()) {
      Optional<JoinCondition> condition =
          conditions.stream()
              .filter(
                  each ->
                      (isLeft ? each.left() : each.right()) instanceof ColumnReference column
                          && key.contains(column.index()))
              .findFirst();
      if (condition.isEmpty()) {
        return Optional.empty();
      }
      found.add(condition.get());
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /** Returns whether rows of both sides that can match are at the same task. */
  private static boolean meetAlready(List<JoinCondition> keys, Piece left, Piece right) {
    if (left.spread() != right.spread()
        || !left.spread().isDistributed()
        || !left.partitioning().isKnown()
        || !left.partitioning().scheme().equals(right.partitioning().scheme())) {
      return false;
    }
    for (int i = 0; i < left.partitioning().keys().size(); i++) {
      var leftKey = left.partitioning().keys().get(i);
      var rightKey = right.partitioning().keys().get(i);
      boolean equal =
          keys.stream()
              .anyMatch(
                  condition ->
                      condition.left() instanceof ColumnReference l
                          && condition.right() instanceof ColumnReference r
                          && leftKey.contains(l.index())
                          && rightKey.contains(r.index()));
      if (!equal) {
        return false;
      }
    }
    return left.spread() == Spread.PARTITIONED || sameOwners(left, right);
  }

  /** Returns whether shards of the same name have the same owner. */
  private static boolean sameOwners(Piece left, Piece right) {
    Map<String, String> owners = new HashMap<>();
    return Stream.concat(left.sharded().stream(), right.sharded().stream())
        .flatMap(scan -> scan.shards().stream())
        .allMatch(shard -> isOwner(owners, shard));
  }

  private static boolean isOwner(Map<String, String> owners, CatalogShard shard) {
    String known = owners.putIfAbsent(shard.shard().name(), shard.owner());
    return known == null || known.equals(shard.owner());
  }
}
