package io.skein.planner.distribute;

import io.skein.planner.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A part of a plan that runs without moving data. Immutable.
 *
 * @param node the part; stages and scans are its leaves
 * @param spread where its rows are
 * @param partitioning by which columns its rows are divided, where they are
 * @param sharded the scans of which every task reads its own shards
 * @param whole the scans of which every task reads all shards
 * @param stages the stages that it reads
 * @param estimate how many rows it is thought to have
 * @param repeatable whether it has the same rows each time that it runs
 */
record Piece(
    PlanNode node,
    Spread spread,
    Partitioning partitioning,
    List<ScanRelation> sharded,
    List<ScanRelation> whole,
    List<StageInput> stages,
    Estimate estimate,
    boolean repeatable) {

  Piece {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(spread, "spread");
    Objects.requireNonNull(partitioning, "partitioning");
    sharded = List.copyOf(sharded);
    whole = List.copyOf(whole);
    stages = stages.stream().distinct().toList();
    Objects.requireNonNull(estimate, "estimate");
    if ((spread == Spread.SHARDED) == sharded.isEmpty()) {
      throw new IllegalArgumentException(
          "a piece is %s and has %d sharded scans".formatted(spread, sharded.size()));
    }
    if (estimate.columns().size() != node.types().size()) {
      throw new IllegalArgumentException(
          "%s has %d columns, estimated are %d"
              .formatted(node, node.types().size(), estimate.columns().size()));
    }
  }

  /** Returns a piece that reads nothing. */
  static Piece leaf(PlanNode node, Spread spread) {
    boolean repeats = Repeatable.allows(node);
    return new Piece(
        node,
        reachable(spread, repeats),
        Partitioning.UNKNOWN,
        List.of(),
        List.of(),
        List.of(),
        Estimator.of(node, List.of()),
        repeats);
  }

  /** What gives other rows each time must be computed once, for all tasks. */
  private static Spread reachable(Spread spread, boolean repeats) {
    return spread == Spread.ANYWHERE && !repeats ? Spread.SINGLE : spread;
  }

  /**
   * Returns the same inputs under another operator.
   *
   * @param operator an operator over this piece's node; the rows stay where they are
   */
  Piece under(PlanNode operator) {
    boolean repeats = Repeatable.allows(operator);
    return new Piece(
        operator,
        reachable(spread, repeats),
        OutputColumns.partitioning(operator, List.of(this)),
        sharded,
        whole,
        stages,
        Estimator.of(operator, List.of(estimate)),
        repeatable && repeats);
  }

  /** Returns a piece of all pieces' inputs under an operator of which their nodes are inputs. */
  static Piece of(PlanNode operator, Spread spread, List<Piece> inputs) {
    PlanNode node = operator.withChildren(inputs.stream().map(Piece::node).toList());
    List<ScanRelation> sharded = new ArrayList<>();
    List<ScanRelation> whole = new ArrayList<>();
    List<StageInput> stages = new ArrayList<>();
    for (Piece input : inputs) {
      sharded.addAll(input.sharded());
      whole.addAll(input.whole());
      stages.addAll(input.stages());
    }
    boolean repeats = Repeatable.allows(node);
    return new Piece(
        node,
        reachable(spread, repeats),
        spread.isDistributed() ? OutputColumns.partitioning(node, inputs) : Partitioning.UNKNOWN,
        sharded,
        whole,
        stages,
        Estimator.of(node, inputs.stream().map(Piece::estimate).toList()),
        repeats && inputs.stream().allMatch(Piece::repeatable));
  }

  /** Returns the same rows in one place. */
  Piece withSpread(Spread other) {
    return new Piece(
        node, other, Partitioning.UNKNOWN, sharded, whole, stages, estimate, repeatable);
  }

  /** Returns the uncompressed bytes that its scans read, all tasks together. */
  long scannedBytes() {
    return sharded.stream().mapToLong(ScanRelation::bytes).sum()
        + whole.stream().mapToLong(ScanRelation::bytes).sum();
  }
}
