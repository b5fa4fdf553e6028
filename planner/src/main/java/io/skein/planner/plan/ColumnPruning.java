package io.skein.planner.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Drops the columns that no operator above reads, so that scans and exchanges carry no more than
 * the query needs. The pruned plan has the same output columns. Every operator of a pruned plan has
 * at least one column, as SQL asks for.
 */
public final class ColumnPruning {
  private static final Expression ANY_VALUE =
      new Literal(new Constant(DataType.BOOLEAN, new Constant.Truth(true)));

  private final RequiredColumns required;

  /** The columns that are left of each common table expression. */
  private final Map<Long, List<Integer>> ctes = new HashMap<>();

  private ColumnPruning(RequiredColumns required) {
    this.required = required;
  }

  /** Returns the plan without columns that are not read. */
  public static PlanNode prune(PlanNode plan) {
    return new ColumnPruning(RequiredColumns.of(plan)).exact(plan, all(plan.types().size()));
  }

  private static List<Integer> all(int width) {
    return IntStream.range(0, width).boxed().toList();
  }

  /** Returns the required ones of so many output columns; the first one if there is none. */
  private List<Integer> kept(PlanNode node, int width) {
    List<Integer> kept = required.of(node, width).stream().boxed().toList();
    return kept.isEmpty() && width > 0 ? List.of(0) : kept;
  }

  /** Returns the pruned operator with exactly these of its former columns, in this order. */
  private PlanNode exact(PlanNode node, List<Integer> columns) {
    Pruned pruned = prunedOf(node);
    List<Integer> positions = pruned.map(columns);
    return positions.equals(all(pruned.width()))
        ? pruned.node()
        : Projection.of(pruned.node(), positions);
  }

  private Pruned prunedOf(PlanNode node) {
    if (node instanceof Scan scan) {
      return scan(scan);
    }
    if (node instanceof CteReference reference && ctes.containsKey(reference.cte())) {
      List<Integer> kept = ctes.get(reference.cte());
      PlanNode narrow =
          new CteReference(reference.cte(), reference.scope(), Lists.pick(reference.types(), kept));
      return Pruned.picked(narrow, kept, reference.types().size());
    }
    if (node instanceof TableFunction function) {
      List<Integer> kept = kept(function, function.types().size());
      return Pruned.picked(
          new TableFunction(
              function.name(),
              function.arguments(),
              function.width(),
              Lists.pick(function.output(), kept),
              Lists.pick(function.types(), kept)),
          kept,
          function.types().size());
    }
    if (node instanceof Projection projection) {
      return projection(projection);
    }
    if (node instanceof Filter filter) {
      Pruned input = prunedOf(filter.input());
      List<Integer> kept = passed(filter, filter.output());
      List<Expression> conditions = Expression.mapAll(filter.conditions(), input.mapping());
      return Pruned.picked(
          new Filter(input.node(), conditions, output(filter.output(), kept, input)),
          kept,
          filter.output().size());
    }
    if (node instanceof Order order) {
      Pruned input = prunedOf(order.input());
      List<Integer> kept = passed(order, order.output());
      List<SortKey> keys = SortKey.mapAll(order.keys(), input.mapping());
      return Pruned.picked(
          new Order(input.node(), keys, output(order.output(), kept, input)),
          kept,
          order.output().size());
    }
    if (node instanceof Limit limit) {
      Pruned input = prunedOf(limit.input());
      return new Pruned(
          new Limit(input.node(), amount(limit.count(), input), amount(limit.offset(), input)),
          input.positions());
    }
    if (node instanceof Aggregate aggregate) {
      return aggregate(aggregate);
    }
    if (node instanceof Window window) {
      return window(window);
    }
    if (node instanceof Unnest unnest) {
      Pruned input = prunedOf(unnest.input());
      PlanNode narrow =
          new Unnest(
              input.node(),
              Expression.mapAll(unnest.lists(), input.mapping()),
              unnest.elementTypes());
      return behind(narrow, input, all(unnest.lists().size()), unnest.lists().size());
    }
    if (node instanceof Distinct distinct && !distinct.comparesWholeRows()) {
      Pruned input = prunedOf(distinct.input());
      return new Pruned(
          new Distinct(
              input.node(),
              Expression.mapAll(distinct.targets(), input.mapping()),
              SortKey.mapAll(distinct.order(), input.mapping())),
          input.positions());
    }
    if (node instanceof Join join) {
      return join(join);
    }
    if (node instanceof AsofJoin join) {
      return asof(join);
    }
    if (node instanceof CrossProduct product) {
      return sides(product, prunedOf(product.left()), prunedOf(product.right()));
    }
    if (node instanceof PositionalJoin join) {
      return sides(join, prunedOf(join.left()), prunedOf(join.right()));
    }
    if (node instanceof SetOperation operation && operation.kind() == SetOperation.Kind.UNION) {
      int width = operation.types().size();
      List<Integer> kept = kept(operation, width);
      return Pruned.picked(operation.mapChildren(child -> exactOrAny(child, kept)), kept, width);
    }
    if (node instanceof MaterializedCte cte) {
      return materializedCte(cte);
    }
    return Pruned.unchanged(node.mapChildren(child -> exact(child, all(child.types().size()))));
  }

  /** As {@link #exact}, but a column that nobody reads may stand for any that is gone. */
  private PlanNode exactOrAny(PlanNode node, List<Integer> columns) {
    Pruned pruned = prunedOf(node);
    List<Expression> expressions = new ArrayList<>();
    for (int column : columns) {
      int position = pruned.positions()[column];
      DataType type = node.types().get(column);
      expressions.add(
          position < 0
              ? new Literal(new Constant(type, new Constant.Null()))
              : new ColumnReference(position, type));
    }
    boolean same = expressions.equals(ColumnReference.all(pruned.node().types()));
    return same ? pruned.node() : new Projection(pruned.node(), expressions);
  }

  private Pruned scan(Scan scan) {
    List<Integer> kept = required.of(scan, scan.output().size()).stream().boxed().toList();
    BitSet used = new BitSet();
    kept.forEach(i -> used.set(scan.output().get(i)));
    for (Expression filter : scan.filters()) {
      filter.columns().forEach(column -> used.set(column.index()));
    }
    List<Integer> usedColumns = used.stream().boxed().toList();
    List<ScanColumn> columns = new ArrayList<>(Lists.pick(scan.columns(), usedColumns));
    List<Integer> output =
        new ArrayList<>(
            Lists.pick(scan.output(), kept).stream().map(usedColumns::indexOf).toList());
    if (output.isEmpty()) {
      output.add(columns.size());
      columns.add(ScanColumn.placeholder());
    }
    List<Expression> filters =
        Expression.mapAll(scan.filters(), column -> column.at(usedColumns.indexOf(column.index())));
    PlanNode narrow =
        new Scan(scan.catalog(), scan.schema(), scan.table(), columns, output, filters);
    return Pruned.picked(narrow, kept, scan.output().size());
  }

  private Pruned projection(Projection projection) {
    int width = projection.expressions().size();
    List<Integer> kept = required.of(projection, width).stream().boxed().toList();
    Pruned input = prunedOf(projection.input());
    List<Expression> expressions =
        kept.isEmpty()
            ? List.of(ANY_VALUE)
            : Expression.mapAll(Lists.pick(projection.expressions(), kept), input.mapping());
    return Pruned.picked(new Projection(input.node(), expressions), kept, width);
  }

  /** Returns the required columns of an operator that passes on columns of its input. */
  private List<Integer> passed(PlanNode node, List<Integer> output) {
    return required.of(node, output.size()).stream().boxed().toList();
  }

  /** Returns the positions that are passed on; any column of the input if none is required. */
  private static List<Integer> output(List<Integer> former, List<Integer> kept, Pruned input) {
    if (kept.isEmpty()) {
      return input.width() == 0 ? List.of() : List.of(0);
    }
    return input.map(Lists.pick(former, kept));
  }

  private static Limit.Amount amount(Limit.Amount amount, Pruned input) {
    if (amount instanceof Limit.ComputedRows rows) {
      return new Limit.ComputedRows(input.map(rows.expression()));
    }
    if (amount instanceof Limit.ComputedPercentage percentage) {
      return new Limit.ComputedPercentage(input.map(percentage.expression()));
    }
    return amount;
  }

  private Pruned aggregate(Aggregate aggregate) {
    Pruned input = prunedOf(aggregate.input());
    int groups = aggregate.groups().size();
    int calls = aggregate.aggregates().size();
    List<Integer> kept = new ArrayList<>(all(groups));
    required.of(aggregate, aggregate.types().size()).stream()
        .filter(i -> i >= groups)
        .forEach(kept::add);
    List<AggregateCall> aggregates = new ArrayList<>();
    List<List<Integer>> functions = new ArrayList<>();
    for (int i : kept.subList(groups, kept.size())) {
      if (i < groups + calls) {
        aggregates.add(aggregate.aggregates().get(i - groups).mapColumns(input.mapping()));
      } else {
        functions.add(aggregate.groupingFunctions().get(i - groups - calls));
      }
    }
    if (kept.isEmpty()) {
      aggregates.add(AggregateCall.countStar());
    }
    PlanNode narrow =
        new Aggregate(
            input.node(),
            Expression.mapAll(aggregate.groups(), input.mapping()),
            aggregate.groupingSets(),
            aggregates,
            functions);
    return Pruned.picked(narrow, kept, aggregate.types().size());
  }

  private Pruned window(Window window) {
    Pruned input = prunedOf(window.input());
    int below = window.input().types().size();
    List<Integer> kept =
        required.of(window, window.types().size()).stream()
            .filter(i -> i >= below)
            .map(i -> i - below)
            .boxed()
            .toList();
    List<WindowCall> calls =
        Lists.pick(window.calls(), kept).stream()
            .map(call -> call.mapColumns(input.mapping()))
            .toList();
    PlanNode narrow = calls.isEmpty() ? input.node() : new Window(input.node(), calls);
    return behind(narrow, input, kept, window.calls().size());
  }

  /** Returns an operator that puts columns of its own behind those of its input. */
  private static Pruned behind(PlanNode node, Pruned input, List<Integer> kept, int formerOwn) {
    int below = input.positions().length;
    int[] positions = Arrays.copyOf(input.positions(), below + formerOwn);
    Arrays.fill(positions, below, positions.length, -1);
    for (int i = 0; i < kept.size(); i++) {
      positions[below + kept.get(i)] = input.width() + i;
    }
    return new Pruned(node, positions);
  }

  private static Pruned sides(PlanNode node, Pruned left, Pruned right) {
    int leftFormer = left.positions().length;
    int[] positions = Arrays.copyOf(left.positions(), leftFormer + right.positions().length);
    for (int i = 0; i < right.positions().length; i++) {
      int position = right.positions()[i];
      positions[leftFormer + i] = position < 0 ? -1 : position + left.width();
    }
    return new Pruned(node.withChildren(List.of(left.node(), right.node())), positions);
  }

  /** The output columns of a join that are kept, as positions in the former output. */
  private record JoinOutput(
      List<Integer> kept, List<Integer> left, List<Integer> right, int formerWidth) {}

  private JoinOutput joinOutput(
      PlanNode join,
      List<Integer> leftOutput,
      List<Integer> rightOutput,
      Pruned left,
      Pruned right) {
    int leftFormer = leftOutput.size();
    int former = leftFormer + rightOutput.size();
    List<Integer> kept =
        required.of(join, former).stream().filter(i -> i < former).boxed().toList();
    List<Integer> keptLeft = kept.stream().filter(i -> i < leftFormer).toList();
    List<Integer> keptRight =
        kept.stream().filter(i -> i >= leftFormer).map(i -> i - leftFormer).toList();
    return new JoinOutput(
        kept,
        left.map(Lists.pick(leftOutput, keptLeft)),
        right.map(Lists.pick(rightOutput, keptRight)),
        former);
  }

  private static List<JoinCondition> conditions(
      List<JoinCondition> conditions, Pruned left, Pruned right) {
    return conditions.stream()
        .map(
            each ->
                new JoinCondition(
                    left.map(each.left()), each.comparison(), right.map(each.right())))
        .toList();
  }

  private Pruned join(Join join) {
    Pruned left = prunedOf(join.left());
    Pruned right = prunedOf(join.right());
    Pruned both = sides(new CrossProduct(join.left(), join.right()), left, right);
    JoinOutput output = joinOutput(join, join.leftOutput(), join.rightOutput(), left, right);
    PlanNode narrow =
        new Join(
            join.kind(),
            left.node(),
            right.node(),
            conditions(join.conditions(), left, right),
            Expression.mapAll(join.residuals(), both.mapping()),
            output.left(),
            output.right());
    List<Integer> kept = new ArrayList<>(output.kept());
    int formerWidth = output.formerWidth();
    if (join.kind() == JoinKind.MARK) {
      kept.add(formerWidth++);
    }
    return Pruned.picked(narrow, kept, formerWidth);
  }

  private Pruned asof(AsofJoin join) {
    Pruned left = prunedOf(join.left());
    Pruned right = prunedOf(join.right());
    JoinOutput output = joinOutput(join, join.leftOutput(), join.rightOutput(), left, right);
    PlanNode narrow =
        new AsofJoin(
            join.kind(),
            left.node(),
            right.node(),
            conditions(join.conditions(), left, right),
            output.left(),
            output.right());
    return Pruned.picked(narrow, output.kept(), output.formerWidth());
  }

  private Pruned materializedCte(MaterializedCte cte) {
    List<Integer> kept = required.ofCte(cte.cte()).stream().boxed().toList();
    if (kept.isEmpty() && !cte.definition().types().isEmpty()) {
      kept = List.of(0);
    }
    PlanNode definition = exactOrAny(cte.definition(), kept);
    ctes.put(cte.cte(), kept);
    Pruned consumer = prunedOf(cte.consumer());
    return new Pruned(
        new MaterializedCte(cte.cte(), definition, consumer.node()), consumer.positions());
  }
}
