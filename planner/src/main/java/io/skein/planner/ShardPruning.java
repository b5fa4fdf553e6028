package io.skein.planner;

import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.plan.Between;
import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.Comparison;
import io.skein.planner.plan.ComparisonKind;
import io.skein.planner.plan.Conjunction;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Literal;
import io.skein.planner.plan.OperatorCall;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.ScanColumn;
import io.skein.protocol.table.ColumnStatistics;
import java.util.Optional;

/**
 * Tells by a shard's statistics whether a filter can let one of its rows through. Where it is not
 * sure it says yes. Pure.
 */
public final class ShardPruning {
  private final Scan scan;
  private final CatalogTable table;
  private final CatalogShard shard;

  private ShardPruning(Scan scan, CatalogTable table, CatalogShard shard) {
    this.scan = scan;
    this.table = table;
    this.shard = shard;
  }

  /** Returns whether a row of the shard can pass the scan's filters. */
  public static boolean mayMatch(Scan scan, CatalogTable table, CatalogShard shard) {
    if (shard.shard().rows() == 0) {
      return false;
    }
    ShardPruning pruning = new ShardPruning(scan, table, shard);
    return scan.filters().stream().allMatch(pruning::mayMatch);
  }

  private boolean mayMatch(Expression filter) {
    if (filter instanceof Conjunction conjunction) {
      return conjunction.kind() == Conjunction.Kind.AND
          ? conjunction.operands().stream().allMatch(this::mayMatch)
          : conjunction.operands().stream().anyMatch(this::mayMatch);
    }
    if (filter instanceof Comparison comparison) {
      return mayMatch(comparison);
    }
    if (filter instanceof Between between) {
      return mayMatch(new Comparison(between.lowerComparison(), between.input(), between.lower()))
          && mayMatch(new Comparison(between.upperComparison(), between.input(), between.upper()));
    }
    if (filter instanceof OperatorCall call) {
      return mayMatch(call);
    }
    return true;
  }

  private boolean mayMatch(OperatorCall call) {
    return switch (call.kind()) {
      case IN ->
          call.operands().stream()
              .skip(1)
              .anyMatch(
                  value ->
                      mayMatch(
                          new Comparison(ComparisonKind.EQUAL, call.operands().get(0), value)));
      case IS_NULL ->
          statistics(call.operands().get(0))
              .map(statistics -> statistics.nulls().orElse(1) > 0)
              .orElse(true);
      case IS_NOT_NULL ->
          statistics(call.operands().get(0))
              .map(statistics -> statistics.nulls().orElse(0) < shard.shard().rows())
              .orElse(true);
      case NOT, COALESCE, TRY, NOT_IN -> true;
    };
  }

  private boolean mayMatch(Comparison comparison) {
    if (comparison.left() instanceof ColumnReference column
        && comparison.right() instanceof Literal literal) {
      return mayMatch(comparison.kind(), column, literal);
    }
    if (comparison.right() instanceof ColumnReference column
        && comparison.left() instanceof Literal literal) {
      return mayMatch(mirrored(comparison.kind()), column, literal);
    }
    return true;
  }

  private static ComparisonKind mirrored(ComparisonKind kind) {
    return switch (kind) {
      case LESS -> ComparisonKind.GREATER;
      case LESS_OR_EQUAL -> ComparisonKind.GREATER_OR_EQUAL;
      case GREATER -> ComparisonKind.LESS;
      case GREATER_OR_EQUAL -> ComparisonKind.LESS_OR_EQUAL;
      case EQUAL, NOT_EQUAL, DISTINCT, NOT_DISTINCT -> kind;
    };
  }

  private boolean mayMatch(ComparisonKind kind, ColumnReference column, Literal literal) {
    Optional<ColumnStatistics> statistics = statistics(column);
    if (statistics.isEmpty() || literal.constant().isNull()) {
      return true;
    }
    boolean onlyNulls = statistics.get().nulls().orElse(0) == shard.shard().rows();
    if (onlyNulls && kind != ComparisonKind.DISTINCT && kind != ComparisonKind.NOT_DISTINCT) {
      return false;
    }
    if ((kind == ComparisonKind.EQUAL || kind == ComparisonKind.NOT_DISTINCT)
        && !ShardKey.mayHold(
            table, shard, scan.columns().get(column.index()).name(), literal.constant())) {
      return false;
    }
    Optional<Bound> value = Bound.of(literal.constant());
    Optional<Bound> minimum =
        statistics.get().minimum().flatMap(text -> Bound.parse(text, column.type()));
    // Of a floating-point column the maximum says nothing of NaN, which is greater than all.
    Optional<Bound> maximum =
        statistics.get().maximum().flatMap(text -> Bound.parse(text, column.type()));
    boolean floating = Bound.isFloating(column.type());
    if (value.isEmpty()) {
      return true;
    }
    return switch (kind) {
      case EQUAL, NOT_DISTINCT -> notBelow(minimum, value.get()) && notAbove(maximum, value.get());
      case LESS -> minimum.map(least -> least.compareTo(value.get()) < 0).orElse(true);
      case LESS_OR_EQUAL -> notBelow(minimum, value.get());
      case GREATER -> floating || maximum.map(most -> most.compareTo(value.get()) > 0).orElse(true);
      case GREATER_OR_EQUAL -> floating || notAbove(maximum, value.get());
      case NOT_EQUAL, DISTINCT -> true;
    };
  }

  private static boolean notBelow(Optional<Bound> minimum, Bound value) {
    return minimum.map(least -> least.compareTo(value) <= 0).orElse(true);
  }

  private static boolean notAbove(Optional<Bound> maximum, Bound value) {
    return maximum.map(most -> most.compareTo(value) >= 0).orElse(true);
  }

  private Optional<ColumnStatistics> statistics(Expression expression) {
    if (!(expression instanceof ColumnReference column)) {
      return Optional.empty();
    }
    ScanColumn read = scan.columns().get(column.index());
    if (read.kind() != ScanColumn.Kind.TABLE) {
      return Optional.empty();
    }
    return Optional.of(shard.shard().statistics().get(table.indexOf(read.name())));
  }
}
