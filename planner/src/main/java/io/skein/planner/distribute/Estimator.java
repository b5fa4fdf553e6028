package io.skein.planner.distribute;

import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.catalog.DistinctValues;
import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.Between;
import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.Comparison;
import io.skein.planner.plan.ComparisonKind;
import io.skein.planner.plan.Conjunction;
import io.skein.planner.plan.CrossProduct;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.Join;
import io.skein.planner.plan.JoinCondition;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.Literal;
import io.skein.planner.plan.OperatorCall;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.ScanColumn;
import io.skein.planner.plan.SetOperation;
import io.skein.planner.plan.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * Guesses how many rows operators put out, in the way of Selinger et al., "Access path selection in
 * a relational database management system", 1979: values are spread evenly and conditions do not
 * depend on each other. Pure.
 */
final class Estimator {
  private static final double RANGE = 0.3;
  private static final double BETWEEN = 0.15;
  private static final double NULL = 0.05;
  private static final double OTHER = 0.2;
  private static final double SOME_VALUES = 10;
  private static final double TEXT_BYTES = 16;
  private static final double NESTED_BYTES = 32;

  private Estimator() {}

  /** Returns what a scan of the shards puts out. */
  static Estimate scan(Scan scan, CatalogTable table, List<CatalogShard> shards) {
    double rows = shards.stream().mapToLong(shard -> shard.shard().rows()).sum();
    List<Estimate.Column> columns = new ArrayList<>();
    for (ScanColumn column : scan.columns()) {
      columns.add(
          column.kind() == ScanColumn.Kind.TABLE
              ? column(table, table.indexOf(column.name()), column.type(), rows)
              : new Estimate.Column(1, 1));
    }
    Estimate read = filtered(new Estimate(rows, columns), scan.filters());
    return new Estimate(read.rows(), scan.output().stream().map(read.columns()::get).toList());
  }

  private static Estimate.Column column(CatalogTable table, int index, DataType type, double rows) {
    long bytes =
        table.shards().stream()
            .mapToLong(shard -> shard.shard().statistics().get(index).bytes())
            .sum();
    double encoded = table.rows() == 0 ? 0 : (double) bytes / table.rows();
    return new Estimate.Column(
        Math.min(Math.max(1, rows), DistinctValues.of(table, index)),
        Math.max(encoded, width(type)));
  }

  private static double width(DataType type) {
    if (type instanceof DataType.Named named) {
      return switch (named.name()) {
        case "BOOLEAN", "TINYINT", "UTINYINT" -> 1;
        case "SMALLINT", "USMALLINT" -> 2;
        case "INTEGER", "UINTEGER", "FLOAT", "DATE" -> 4;
        case "VARCHAR", "BLOB" -> TEXT_BYTES;
        case "HUGEINT", "UHUGEINT", "UUID", "INTERVAL" -> 16;
        default -> 8;
      };
    }
    if (type instanceof DataType.Decimal || type instanceof DataType.CollatedText) {
      return 16;
    }
    return type instanceof DataType.Enumeration ? 2 : NESTED_BYTES;
  }

  /**
   * Returns what the operator puts out.
   *
   * @param inputs what its inputs put out, in order
   */
  static Estimate of(PlanNode node, List<Estimate> inputs) {
    if (inputs.isEmpty()) {
      double rows = node instanceof Values values ? values.rows().size() : 1;
      return new Estimate(
          rows, node.types().stream().map(type -> new Estimate.Column(rows, width(type))).toList());
    }
    Estimate input = inputs.get(0);
    if (node instanceof Filter filter) {
      Estimate filtered = filtered(input, filter.conditions());
      return new Estimate(
          filtered.rows(), filter.output().stream().map(filtered.columns()::get).toList());
    }
    if (node instanceof Projection projection) {
      return new Estimate(
          input.rows(),
          projection.expressions().stream().map(each -> column(each, input)).toList());
    }
    if (node instanceof Aggregate aggregate) {
      return aggregate(aggregate, input);
    }
    if (node instanceof Order order) {
      return new Estimate(input.rows(), order.output().stream().map(input.columns()::get).toList());
    }
    if (node instanceof Limit limit) {
      return limit.count() instanceof Limit.Rows rows
          ? input.withRows(Math.min(input.rows(), rows.rows()))
          : input;
    }
    if (node instanceof Distinct distinct) {
      return input.withRows(groups(distinct.targets(), input));
    }
    if (node instanceof Join join) {
      return join(join, input, inputs.get(1));
    }
    if (node instanceof CrossProduct) {
      return beside(input, inputs.get(1), input.rows() * inputs.get(1).rows());
    }
    if (node instanceof SetOperation operation) {
      return operation.kind() == SetOperation.Kind.UNION
          ? new Estimate(
              inputs.stream().mapToDouble(Estimate::rows).sum(), widest(inputs).columns())
          : input;
    }
    return unknown(node, input);
  }

  /** Whatever it does: about as many rows as the input, its columns first. */
  private static Estimate unknown(PlanNode node, Estimate input) {
    List<Estimate.Column> columns = new ArrayList<>();
    List<DataType> types = node.types();
    for (int i = 0; i < types.size(); i++) {
      columns.add(
          i < input.columns().size()
              ? input.columns().get(i)
              : new Estimate.Column(input.rows(), width(types.get(i))));
    }
    return new Estimate(input.rows(), columns);
  }

  private static Estimate widest(List<Estimate> inputs) {
    return inputs.stream().max((a, b) -> Double.compare(a.rows(), b.rows())).orElseThrow();
  }

  private static Estimate aggregate(Aggregate aggregate, Estimate input) {
    double rows = groups(aggregate.groups(), input);
    List<Estimate.Column> columns = new ArrayList<>();
    aggregate.groups().forEach(group -> columns.add(column(group, input)));
    List<DataType> types = aggregate.types();
    for (int i = columns.size(); i < types.size(); i++) {
      columns.add(new Estimate.Column(Math.sqrt(rows) * SOME_VALUES, width(types.get(i))));
    }
    return new Estimate(rows * Math.max(1, aggregate.groupingSets().size()), columns)
        .withRows(rows * Math.max(1, aggregate.groupingSets().size()));
  }

  /** Returns how many groups the expressions make of the rows. */
  static double groups(List<Expression> expressions, Estimate input) {
    return Estimate.combinations(
        input.rows(), expressions.stream().map(each -> column(each, input).distinct()).toList());
  }

  static Estimate.Column column(Expression expression, Estimate input) {
    if (expression instanceof ColumnReference reference) {
      return input.columns().get(reference.index());
    }
    double distinct =
        Estimate.combinations(
            input.rows(),
            expression.columns().stream()
                .map(reference -> input.columns().get(reference.index()).distinct())
                .toList());
    return new Estimate.Column(distinct, width(expression.type()));
  }

  private static Estimate join(Join join, Estimate left, Estimate right) {
    double matching = matching(join.conditions(), left, right);
    if (!join.residuals().isEmpty()) {
      matching *= OTHER;
    }
    double pairs = Math.max(1, left.rows() * right.rows() * matching);
    double rows =
        switch (join.kind()) {
          case INNER -> pairs;
          case LEFT -> Math.max(pairs, left.rows());
          case RIGHT -> Math.max(pairs, right.rows());
          case FULL -> Math.max(pairs, left.rows() + right.rows());
          case SEMI -> Math.min(left.rows(), Math.max(left.rows() * OTHER, pairs));
          case ANTI -> Math.max(left.rows() * OTHER, left.rows() - pairs);
          case MARK, SINGLE -> left.rows();
        };
    List<Estimate.Column> columns = new ArrayList<>();
    join.leftOutput().forEach(column -> columns.add(left.columns().get(column)));
    join.rightOutput().forEach(column -> columns.add(right.columns().get(column)));
    if (columns.size() < join.types().size()) {
      columns.add(new Estimate.Column(2, 1));
    }
    return new Estimate(rows, columns).withRows(rows);
  }

  /** Returns which part of the pairs meets the conditions. */
  private static double matching(List<JoinCondition> conditions, Estimate left, Estimate right) {
    double keys = 1;
    double others = 1;
    List<Double> leftDistinct = new ArrayList<>();
    List<Double> rightDistinct = new ArrayList<>();
    for (JoinCondition condition : conditions) {
      if (condition.comparison().equates()) {
        leftDistinct.add(column(condition.left(), left).distinct());
        rightDistinct.add(column(condition.right(), right).distinct());
      } else {
        others *= condition.comparison() == ComparisonKind.NOT_EQUAL ? 1 : RANGE;
      }
    }
    if (!leftDistinct.isEmpty()) {
      // Keys of several columns are seldom all combinations, and never more than rows.
      keys =
          Math.max(
              Estimate.combinations(left.rows(), leftDistinct),
              Estimate.combinations(right.rows(), rightDistinct));
    }
    return others / keys;
  }

  private static Estimate beside(Estimate left, Estimate right, double rows) {
    List<Estimate.Column> columns = new ArrayList<>(left.columns());
    columns.addAll(right.columns());
    return new Estimate(rows, columns);
  }

  private static Estimate filtered(Estimate input, List<Expression> conditions) {
    double part = 1;
    for (Expression condition : conditions) {
      part *= passing(condition, input);
    }
    return input.withRows(input.rows() * part);
  }

  /** Returns which part of the rows meets the condition. */
  private static double passing(Expression condition, Estimate input) {
    if (condition instanceof Conjunction conjunction) {
      if (conjunction.kind() == Conjunction.Kind.AND) {
        return conjunction.operands().stream()
            .mapToDouble(each -> passing(each, input))
            .reduce(1, (a, b) -> a * b);
      }
      return Math.min(
          1, conjunction.operands().stream().mapToDouble(each -> passing(each, input)).sum());
    }
    if (condition instanceof Between) {
      return BETWEEN;
    }
    if (condition instanceof Comparison comparison) {
      return passing(comparison, input);
    }
    if (condition instanceof OperatorCall call) {
      double distinct = column(call.operands().get(0), input).distinct();
      return switch (call.kind()) {
        case IN -> Math.min(1, (call.operands().size() - 1) / distinct);
        case NOT_IN, IS_NOT_NULL -> 1;
        case IS_NULL -> NULL;
        case NOT -> 1 - Math.min(0.9, passing(call.operands().get(0), input));
        case COALESCE, TRY -> OTHER;
      };
    }
    return condition instanceof Literal ? 1 : OTHER;
  }

  private static double passing(Comparison comparison, Estimate input) {
    return switch (comparison.kind()) {
      case EQUAL, NOT_DISTINCT ->
          1
              / Math.max(
                  column(comparison.left(), input).distinct(),
                  column(comparison.right(), input).distinct());
      case NOT_EQUAL, DISTINCT -> 1;
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> RANGE;
    };
  }
}
