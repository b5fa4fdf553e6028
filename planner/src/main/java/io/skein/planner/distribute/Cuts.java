package io.skein.planner.distribute;

import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.RelationReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Cuts pieces off, and gives in place of each the piece that reads its rows. For one plan; not
 * thread-safe.
 */
final class Cuts {
  private final int partitions;
  private final Consumer<CutStage> onCut;
  private final List<CutStage> stages = new ArrayList<>();

  /**
   * Creates cuts.
   *
   * @param partitions into how many partitions rows are divided
   * @param onCut is told of each stage when it is cut off
   */
  Cuts(int partitions, Consumer<CutStage> onCut) {
    this.partitions = partitions;
    this.onCut = onCut;
  }

  int partitions() {
    return partitions;
  }

  /** Returns the stages that were cut off, in an order in which each reads earlier ones only. */
  List<CutStage> stages() {
    return List.copyOf(stages);
  }

  /** Returns the rows in one place, where several tasks have them. */
  Piece single(Piece piece) {
    return piece.spread().isDistributed()
        ? whole(piece, piece.node().types(), Spread.SINGLE)
        : piece.withSpread(Spread.SINGLE);
  }

  /** Returns the rows where every task has them all, each row computed once. */
  Piece everywhere(Piece piece) {
    return piece.spread() == Spread.ANYWHERE
        ? piece
        : whole(piece, piece.node().types(), Spread.ANYWHERE);
  }

  /** Returns the rows of all tasks, for every reader. */
  Piece whole(Piece piece, List<DataType> types, Spread spread) {
    CutStage stage = cut(piece, types, List.of());
    return reading(stage, spread, Partitioning.UNKNOWN, piece.estimate());
  }

  /** Returns the rows divided by the hash of the keys, which are expressions over the piece. */
  Piece partitioned(Piece piece, List<Expression> keys) {
    List<DataType> types = piece.node().types();
    boolean plain = keys.stream().allMatch(ColumnReference.class::isInstance);
    if (plain) {
      return partitioned(piece, types, positions(keys), piece.estimate());
    }
    List<Expression> all = new ArrayList<>(ColumnReference.all(types));
    List<Integer> positions = new ArrayList<>();
    for (Expression key : keys) {
      if (key instanceof ColumnReference column) {
        positions.add(column.index());
      } else {
        positions.add(all.size());
        all.add(key);
      }
    }
    Piece computed = piece.under(new Projection(piece.node(), all));
    Piece divided = partitioned(computed, computed.node().types(), positions, computed.estimate());
    return divided.under(
        Projection.of(divided.node(), IntStream.range(0, types.size()).boxed().toList()));
  }

  /** Returns the rows divided by the hash of these columns. */
  Piece partitioned(Piece piece, List<DataType> types, List<Integer> keys, Estimate estimate) {
    CutStage stage = cut(piece, types, keys);
    Partitioning partitioning =
        new Partitioning(
            Partitioning.hashScheme(keys.stream().map(types::get).toList(), partitions),
            keys.stream().map(Set::of).toList());
    return reading(stage, Spread.PARTITIONED, partitioning, estimate);
  }

  private static List<Integer> positions(List<Expression> columns) {
    return columns.stream().map(each -> ((ColumnReference) each).index()).toList();
  }

  private static Piece reading(
      CutStage stage, Spread spread, Partitioning partitioning, Estimate estimate) {
    StageInput input = new StageInput(stage.number(), stage.reading());
    PlanNode node = new RelationReference(input.relation().toSql(), stage.types());
    return new Piece(
        node,
        spread,
        partitioning,
        List.of(),
        List.of(),
        List.of(input),
        estimate,
        stage.piece().repeatable());
  }

  private CutStage cut(Piece piece, List<DataType> types, List<Integer> keys) {
    if (types.isEmpty()) {
      throw new NotDistributable("a part of the plan has no column that could be sent");
    }
    CutStage stage = new CutStage(stages.size(), piece, types, keys);
    stages.add(stage);
    onCut.accept(stage);
    return stage;
  }
}
