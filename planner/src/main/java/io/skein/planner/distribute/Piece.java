package io.skein.planner.distribute;

import io.skein.planner.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A part of a plan that runs without moving data. Immutable.
 *
 * @param node the part; exchanges and scans are its leaves
 * @param spread where its rows are
 * @param sharded the scans of which every task reads its own shards
 * @param whole the scans of which every task reads all shards
 * @param exchanges the numbers of the stages that it reads
 */
record Piece(
    PlanNode node,
    Spread spread,
    List<ScanRelation> sharded,
    List<ScanRelation> whole,
    List<Integer> exchanges) {

  Piece {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(spread, "spread");
    sharded = List.copyOf(sharded);
    whole = List.copyOf(whole);
    exchanges = List.copyOf(exchanges);
    if (spread == Spread.SHARDED && sharded.isEmpty()) {
      throw new IllegalArgumentException("a sharded piece without shards");
    }
  }

  /** Returns a piece that reads nothing. */
  static Piece anywhere(PlanNode node) {
    return new Piece(node, Spread.ANYWHERE, List.of(), List.of(), List.of());
  }

  /** Returns the same inputs under another operator. */
  Piece under(PlanNode operator) {
    return new Piece(operator, spread, sharded, whole, exchanges);
  }

  /** Returns a piece of both pieces' inputs. */
  static Piece of(PlanNode node, Spread spread, List<Piece> inputs) {
    List<ScanRelation> sharded = new ArrayList<>();
    List<ScanRelation> whole = new ArrayList<>();
    List<Integer> exchanges = new ArrayList<>();
    for (Piece input : inputs) {
      sharded.addAll(input.sharded());
      whole.addAll(input.whole());
      exchanges.addAll(input.exchanges());
    }
    return new Piece(node, spread, sharded, whole, exchanges);
  }

  /** Returns the uncompressed bytes that its scans read, all tasks together. */
  long bytes() {
    return sharded.stream().mapToLong(ScanRelation::bytes).sum()
        + whole.stream().mapToLong(ScanRelation::bytes).sum();
  }
}
