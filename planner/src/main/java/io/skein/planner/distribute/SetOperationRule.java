package io.skein.planner.distribute;

import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.SetOperation;
import java.util.Comparator;
import java.util.List;

/**
 * The rule of UNION ALL, EXCEPT and INTERSECT: tasks unite what they have; to be compared, rows are
 * divided by all their columns. For one plan; not thread-safe.
 */
final class SetOperationRule {
  private final Cuts cuts;
  private final DistributionOptions options;
  private final boolean inShardOrder;

  SetOperationRule(Cuts cuts, DistributionOptions options, boolean inShardOrder) {
    this.cuts = cuts;
    this.options = options;
    this.inShardOrder = inShardOrder;
  }

  /** Returns the operation on the pieces, which are those of its inputs. */
  Piece combine(SetOperation operation, List<Piece> inputs) {
    if (inputs.stream().allMatch(input -> input.spread() == Spread.ANYWHERE)) {
      return Piece.of(operation, Spread.ANYWHERE, inputs);
    }
    boolean union =
        operation.kind() == SetOperation.Kind.UNION
            && operation.quantifier() == AggregateCall.Quantifier.ALL;
    if (union && inputs.stream().allMatch(input -> input.spread() == Spread.SHARDED)) {
      return Piece.of(operation, Spread.SHARDED, inputs);
    }
    List<Expression> columns = ColumnReference.all(operation.types());
    List<Expression> keys =
        columns.stream().filter(column -> HashKeys.allow(column.type())).toList();
    boolean divides = union ? !keys.isEmpty() : keys.size() == columns.size() && !keys.isEmpty();
    if (inShardOrder
        || !divides
        || inputs.stream().anyMatch(input -> FreeReferences.in(input.node()))
        || inputs.stream().noneMatch(input -> input.spread().isDistributed())
        || gatheringIsCheaper(inputs)) {
      return Piece.of(operation, Spread.SINGLE, inputs.stream().map(cuts::single).toList());
    }
    if (union) {
      Expression most = mostDistinct(inputs, keys);
      return Piece.of(
          operation,
          Spread.PARTITIONED,
          inputs.stream()
              .map(
                  input ->
                      input.spread() == Spread.PARTITIONED
                          ? input
                          : cuts.partitioned(input, List.of(most)))
              .toList());
    }
    return Piece.of(
        operation,
        Spread.PARTITIONED,
        inputs.stream().map(input -> cuts.partitioned(local(operation, input), columns)).toList());
  }

  private boolean gatheringIsCheaper(List<Piece> inputs) {
    double bytes = inputs.stream().mapToDouble(input -> input.estimate().bytes()).sum();
    return bytes < options.exchangeBytes() * inputs.size();
  }

  /** Where equal rows count once, each task may send each row once. */
  private static Piece local(SetOperation operation, Piece input) {
    return operation.quantifier() == AggregateCall.Quantifier.ALL
        ? input
        : input.under(
            new Distinct(input.node(), ColumnReference.all(input.node().types()), List.of()));
  }

  private static Expression mostDistinct(List<Piece> inputs, List<Expression> keys) {
    return keys.stream()
        .max(
            Comparator.comparingDouble(
                key ->
                    inputs.stream()
                        .mapToDouble(input -> Estimator.column(key, input.estimate()).distinct())
                        .max()
                        .orElse(1)))
        .orElseThrow();
  }
}
