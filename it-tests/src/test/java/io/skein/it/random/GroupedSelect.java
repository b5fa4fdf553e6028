package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes SELECTs with aggregates over a relation. Not thread-safe. */
final class GroupedSelect {
  private final Choices choices;
  private final QueryGenerator queries;
  private final Context context;
  private final Relation relation;
  private final List<Expression> filters;
  private final ExpressionGenerator rows;
  private final AggregateGenerator aggregates;

  GroupedSelect(
      Choices choices,
      QueryGenerator queries,
      Context context,
      Relation relation,
      List<Expression> filters) {
    this.choices = choices;
    this.queries = queries;
    this.context = context;
    this.relation = relation;
    this.filters = filters;
    this.rows = new ExpressionGenerator(choices, relation.columns());
    this.aggregates = new AggregateGenerator(choices, rows, relation.identity(context).isPresent());
  }

  /** Returns a SELECT with any columns. */
  Query select(int depth) {
    Grouping grouping = grouping(choices.between(0, 3));
    List<Expression> keys = keys(grouping);
    List<Expression> values = new ArrayList<>(keys);
    int count = choices.between(keys.isEmpty() ? 1 : 0, 4);
    for (int i = 0; i < count; i++) {
      values.add(aggregates.aggregate());
    }
    ExpressionGenerator groups = new ExpressionGenerator(choices, values);
    List<Output> outputs = new ArrayList<>();
    for (Expression value : values) {
      outputs.add(
          SelectGenerator.output(
              outputs, choices.chance(85) || !value.exact() ? value : groups.any(1)));
    }
    if (grouping.kind() != Grouping.Kind.PLAIN && choices.chance(70)) {
      outputs.add(
          SelectGenerator.output(
              outputs, Call.of("grouping(%s)", SqlType.BIGINT, choices.of(keys))));
    }
    if (choices.chance(10)) {
      WindowGenerator windows =
          new WindowGenerator(choices, groups, grouping.identity().isPresent());
      outputs.add(SelectGenerator.output(outputs, windows.window()));
    }
    return new Select(
        Distinction.ALL,
        outputs,
        relation,
        filters,
        Optional.of(grouping),
        having(groups, depth),
        List.of());
  }

  /** Returns a SELECT with columns of the types. */
  Query select(List<SqlType> types) {
    Grouping grouping = Grouping.plain(grouping(choices.between(1, 2)).keys());
    List<Expression> values = new ArrayList<>(keys(grouping));
    types.forEach(type -> aggregates.aggregate(type).ifPresent(values::add));
    ExpressionGenerator groups = new ExpressionGenerator(choices, values);
    List<Output> outputs = new ArrayList<>();
    types.forEach(type -> outputs.add(SelectGenerator.output(outputs, groups.expression(type, 0))));
    return new Select(
        Distinction.ALL,
        outputs,
        relation,
        filters,
        Optional.of(grouping),
        having(groups, 0),
        List.of());
  }

  /** Returns a SELECT with one row and one column of the type, nothing if there is none. */
  Optional<Query> oneRow(SqlType type) {
    return aggregates
        .aggregate(type)
        .map(
            value ->
                new Select(
                    Distinction.ALL,
                    List.of(new Output(value, "c0")),
                    relation,
                    filters,
                    Optional.of(Grouping.plain(List.of())),
                    List.of(),
                    List.of()));
  }

  private Grouping grouping(int count) {
    List<Grouping.Key> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Expression key = rows.any(choices.chance(75) ? 0 : 1);
      keys.add(new Grouping.Key("key" + i, key));
    }
    if (keys.isEmpty() || choices.chance(72)) {
      return Grouping.plain(keys);
    }
    Grouping.Kind kind = choices.of(Grouping.Kind.ROLLUP, Grouping.Kind.CUBE, Grouping.Kind.SETS);
    return new Grouping(kind, keys, kind == Grouping.Kind.SETS ? sets(keys) : List.of());
  }

  private List<List<String>> sets(List<Grouping.Key> keys) {
    List<String> names = keys.stream().map(Grouping.Key::name).toList();
    List<List<String>> sets = new ArrayList<>();
    // Each key is in a set, so that all are group keys.
    sets.add(names);
    int more = choices.between(1, 2);
    for (int i = 0; i < more; i++) {
      sets.add(choices.some(names, choices.between(0, names.size())));
    }
    return sets;
  }

  private static List<Expression> keys(Grouping grouping) {
    return grouping.keys().stream()
        .map(key -> (Expression) new KeyUse(key.name(), key.expression().type()))
        .toList();
  }

  private List<Expression> having(ExpressionGenerator groups, int depth) {
    if (!choices.chance(20)) {
      return List.of();
    }
    return depth > 0 && choices.chance(20)
        ? List.of(new SubqueryGenerator(choices, queries, context, groups, List.of()).condition())
        : Stream.of(groups.condition(1)).toList();
  }
}
