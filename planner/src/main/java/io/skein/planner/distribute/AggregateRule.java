package io.skein.planner.distribute;

import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.RelationReference;
import io.skein.planner.plan.SortKey;
import io.skein.protocol.type.TransportTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rule of aggregates: where the rows of each group are at one task, it aggregates them; else
 * each task aggregates what it has and the states are combined, or the rows are divided by group
 * first, or everything meets in one place. For one plan; not thread-safe.
 */
final class AggregateRule {
  /** Beyond this part of the rows, groups are so many that states would save nothing. */
  private static final double FEW_ROWS_IN_A_GROUP = 0.5;

  /** From so many values for each partition on, one group divides rows well enough. */
  private static final double MANY_VALUES = 1000;

  private final Cuts cuts;
  private final DistributionOptions options;
  private final boolean inShardOrder;
  private final Function<Piece, List<DataType>> stateTypes;

  /**
   * Creates the rule.
   *
   * @param stateTypes gives the types of the columns of a piece that ends in a partial aggregate
   */
  AggregateRule(
      Cuts cuts,
      DistributionOptions options,
      boolean inShardOrder,
      Function<Piece, List<DataType>> stateTypes) {
    this.cuts = cuts;
    this.options = options;
    this.inShardOrder = inShardOrder;
    this.stateTypes = stateTypes;
  }

  /** Returns the aggregate of the piece, which is that of the aggregate's input. */
  Piece aggregate(Aggregate original, Piece input) {
    Aggregate aggregate = over(original, input);
    if (!input.spread().isDistributed() || groupsAreWhole(aggregate, input)) {
      return input.under(aggregate);
    }
    Optional<Distinct> distinct = inShardOrder ? Optional.empty() : distinctRows(aggregate);
    if (distinct.isPresent()) {
      return ofDistinctRows(aggregate, distinct.get(), input);
    }
    if (aggregate.aggregates().isEmpty() && AggregateStates.groupsAll(aggregate)) {
      return groupsAlone(aggregate, input);
    }
    double rows = input.estimate().rows();
    double groups = Estimator.groups(aggregate.groups(), input.estimate());
    boolean many = groups >= options.finalGroups() && canDivide(aggregate);
    if (AggregateStates.canExport(aggregate)
        && !(many && groups > rows * FEW_ROWS_IN_A_GROUP && options.finalGroups() > 0)) {
      Optional<Piece> combined = combined(aggregate, input, many);
      if (combined.isPresent()) {
        return combined.get();
      }
    }
    return canDivide(aggregate) ? divided(aggregate, input) : gathered(aggregate, input);
  }

  /** Each task's groups, then the groups of all. */
  private Piece groupsAlone(Aggregate aggregate, Piece input) {
    Piece local = input.under(aggregate);
    List<Expression> groups = ColumnReference.all(local.node().types());
    if (groups.size() != aggregate.groups().size()) {
      return gathered(aggregate, input);
    }
    boolean many = local.estimate().rows() >= options.finalGroups() && canDivide(aggregate);
    Piece met = many ? cuts.partitioned(local, groups) : cuts.single(local);
    return met.under(
        new Aggregate(met.node(), groups, aggregate.groupingSets(), List.of(), List.of()));
  }

  private static Aggregate over(Aggregate aggregate, Piece input) {
    return (Aggregate) aggregate.withChildren(List.of(input.node()));
  }

  private boolean groupsAreWhole(Aggregate aggregate, Piece input) {
    return !inShardOrder
        && AggregateStates.groupsAll(aggregate)
        && input
            .partitioning()
            .isWithin(
                aggregate.groups().stream()
                    .filter(ColumnReference.class::isInstance)
                    .map(group -> ((ColumnReference) group).index())
                    .collect(Collectors.toSet()));
  }

  /**
   * Returns by which of the groups rows are divided: by one alone if it has many values. It is
   * hashed faster, and more of what follows finds the rows divided as it needs them.
   */
  private List<Integer> divisionKeys(List<Expression> groups, Piece piece) {
    List<Integer> all = IntStream.range(0, groups.size()).boxed().toList();
    return all.stream()
        .filter(group -> distinct(groups.get(group), piece) >= MANY_VALUES * cuts.partitions())
        .max(Comparator.comparingDouble(group -> distinct(groups.get(group), piece)))
        .map(List::of)
        .orElse(all);
  }

  private static double distinct(Expression group, Piece piece) {
    return Estimator.column(group, piece.estimate()).distinct();
  }

  private boolean canDivide(Aggregate aggregate) {
    return !inShardOrder
        && !aggregate.groups().isEmpty()
        && AggregateStates.groupsAll(aggregate)
        && aggregate.groups().stream().map(Expression::type).allMatch(HashKeys::allow);
  }

  private Piece gathered(Aggregate aggregate, Piece input) {
    Piece narrow = narrow(aggregate, input);
    Piece single = cuts.single(narrow);
    return single.under(overNarrow(aggregate, single));
  }

  private Piece divided(Aggregate aggregate, Piece input) {
    Piece narrow = narrow(aggregate, input);
    Aggregate over = overNarrow(aggregate, narrow);
    List<Expression> groups = over.groups();
    Piece divided =
        cuts.partitioned(
            narrow, divisionKeys(groups, narrow).stream().<Expression>map(groups::get).toList());
    return divided.under(over.withChildren(List.of(divided.node())));
  }

  /** Each task's states, combined in one place or, if groups are many, at several tasks. */
  private Optional<Piece> combined(Aggregate aggregate, Piece input, boolean many) {
    Piece partial = input.under(AggregateStates.partial(aggregate));
    List<DataType> types = stateTypes.apply(partial);
    if (!types.stream().map(DataType::sql).allMatch(AggregateRule::crossesAsItIs)) {
      // A state cannot be cast on its way.
      return Optional.empty();
    }
    Piece states =
        many
            ? cuts.partitioned(
                partial,
                types,
                divisionKeys(
                    ColumnReference.all(aggregate.groups().stream().map(Expression::type).toList()),
                    partial),
                partial.estimate())
            : cuts.whole(partial, types, Spread.SINGLE);
    String relation = states.stages().get(0).relation().toSql();
    return Optional.of(
        new Piece(
            new RelationReference(
                "(" + AggregateStates.combine(aggregate, relation) + ")", aggregate.types()),
            states.spread(),
            states.partitioning(),
            List.of(),
            List.of(),
            states.stages(),
            Estimator.of(aggregate, List.of(input.estimate())),
            states.repeatable()));
  }

  private static boolean crossesAsItIs(String type) {
    return TransportTypes.sent(type).equals(type);
  }

  /** Returns the rows that all aggregates see, if each of them sees each row once. */
  private static Optional<Distinct> distinctRows(Aggregate aggregate) {
    List<AggregateCall> calls = aggregate.aggregates();
    if (calls.isEmpty() || !AggregateStates.groupsAll(aggregate)) {
      return Optional.empty();
    }
    List<Expression> arguments = calls.get(0).arguments();
    boolean same =
        calls.stream()
            .allMatch(
                call ->
                    call.quantifier() == AggregateCall.Quantifier.DISTINCT
                        && call.arguments().equals(arguments)
                        && call.filter().isEmpty()
                        && call.order().isEmpty()
                        && AggregateStates.isExportable(call.name()));
    if (!same || arguments.isEmpty()) {
      return Optional.empty();
    }
    List<Expression> columns = new ArrayList<>(aggregate.groups());
    columns.addAll(arguments);
    Projection rows = new Projection(aggregate.input(), columns);
    return Optional.of(new Distinct(rows, ColumnReference.all(rows.types()), List.of()));
  }

  /** An aggregate of distinct values is the plain aggregate of the distinct rows. */
  private Piece ofDistinctRows(Aggregate aggregate, Distinct rows, Piece input) {
    Piece values = input.under(rows.input());
    Piece local = values.under(rows.withChildren(List.of(values.node())));
    int groups = aggregate.groups().size();
    List<Expression> columns = ColumnReference.all(local.node().types());
    boolean divides = columns.stream().map(Expression::type).allMatch(HashKeys::allow);
    // By group, so that the aggregate is whole there; without groups by value.
    List<Expression> keys = groups == 0 ? columns : columns.subList(0, groups);
    Piece met = divides ? cuts.partitioned(local, keys) : cuts.single(local);
    Piece distinct = met.under(rows.withChildren(List.of(met.node())));
    List<AggregateCall> calls =
        aggregate.aggregates().stream()
            .map(
                call ->
                    new AggregateCall(
                        call.name(),
                        columns.subList(groups, columns.size()),
                        AggregateCall.Quantifier.ALL,
                        Optional.empty(),
                        List.of(),
                        call.output(),
                        call.type()))
            .toList();
    return aggregate(
        new Aggregate(
            distinct.node(),
            columns.subList(0, groups),
            aggregate.groupingSets(),
            calls,
            aggregate.groupingFunctions()),
        distinct);
  }

  /** Returns the piece with the columns only that the aggregate reads, and its groups computed. */
  private static Piece narrow(Aggregate aggregate, Piece input) {
    List<Integer> read = read(aggregate);
    boolean plain = aggregate.groups().stream().allMatch(ColumnReference.class::isInstance);
    if (plain && read.size() == input.node().types().size()) {
      return input;
    }
    return input.under(new Projection(input.node(), columns(aggregate, read)));
  }

  private static List<Expression> columns(Aggregate aggregate, List<Integer> read) {
    List<DataType> types = aggregate.input().types();
    List<Expression> columns = new ArrayList<>();
    read.forEach(column -> columns.add(new ColumnReference(column, types.get(column))));
    aggregate.groups().stream()
        .filter(group -> !(group instanceof ColumnReference))
        .forEach(columns::add);
    return columns;
  }

  /** Returns the same aggregate over what {@link #narrow} gives. */
  private static Aggregate overNarrow(Aggregate aggregate, Piece narrow) {
    List<Integer> read = read(aggregate);
    List<DataType> types = narrow.node().types();
    if (types.size() == aggregate.input().types().size()
        && aggregate.groups().stream().allMatch(ColumnReference.class::isInstance)
        && read.size() == types.size()) {
      return over(aggregate, narrow);
    }
    List<Expression> groups = new ArrayList<>();
    int computed = read.size();
    for (Expression group : aggregate.groups()) {
      groups.add(
          group instanceof ColumnReference column
              ? column.at(read.indexOf(column.index()))
              : new ColumnReference(computed++, group.type()));
    }
    return new Aggregate(
        narrow.node(),
        groups,
        aggregate.groupingSets(),
        aggregate.aggregates().stream()
            .map(call -> call.mapColumns(column -> column.at(read.indexOf(column.index()))))
            .toList(),
        aggregate.groupingFunctions());
  }

  /** Returns the columns that groups read as they are, and that the aggregates read. */
  private static List<Integer> read(Aggregate aggregate) {
    Set<Integer> columns = new LinkedHashSet<>();
    for (Expression group : aggregate.groups()) {
      if (group instanceof ColumnReference column) {
        columns.add(column.index());
      }
    }
    for (AggregateCall call : aggregate.aggregates()) {
      call.arguments().forEach(each -> each.columns().forEach(c -> columns.add(c.index())));
      call.filter().ifPresent(each -> each.columns().forEach(c -> columns.add(c.index())));
      call.order().stream()
          .map(SortKey::expression)
          .forEach(each -> each.columns().forEach(c -> columns.add(c.index())));
    }
    if (columns.isEmpty() && aggregate.groups().isEmpty()) {
      columns.add(0);
    }
    return columns.stream().sorted().toList();
  }
}
