package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes ASOF joins of a relation with the groups of a table, of which no two are alike. */
final class AsofGenerator {
  private static final Set<SqlType> ORDERED =
      Set.of(
          SqlType.INTEGER,
          SqlType.BIGINT,
          SqlType.DECIMAL_9_2,
          SqlType.DOUBLE,
          SqlType.DATE,
          SqlType.TIMESTAMP,
          SqlType.TIMESTAMPTZ);

  private final Choices choices;
  private final Relation left;
  private final TableScan table;
  private final String alias;

  AsofGenerator(Choices choices, Relation left, TableScan table, String alias) {
    this.choices = choices;
    this.left = left;
    this.table = table;
    this.alias = alias;
  }

  /** Returns a join, nothing if no columns of the two go together. */
  Optional<Relation> join() {
    List<Reference> times =
        table.columns().stream()
            .filter(column -> ORDERED.contains(column.type()) && !lefts(column).isEmpty())
            .toList();
    if (times.isEmpty()) {
      return Optional.empty();
    }
    Reference time = choices.of(times);
    List<Reference> keys =
        table.columns().stream()
            .filter(column -> column.type() != SqlType.DOUBLE && !column.equals(time))
            .filter(column -> !lefts(column).isEmpty())
            .toList();
    List<Reference> columns = new ArrayList<>(List.of(time));
    if (!keys.isEmpty() && choices.chance(80)) {
      columns.add(choices.of(keys));
    }
    DerivedTable right = groups(columns);
    List<Expression> conditions = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      conditions.add(
          Call.of(
              "(%s " + (i == 0 ? choices.of(">=", ">", "<=", "<") : "=") + " %s)",
              SqlType.BOOLEAN,
              choices.of(lefts(columns.get(i))),
              right.columns().get(i)));
    }
    return Optional.of(
        new JoinedTables(
            choices.of(JoinKind.ASOF, JoinKind.ASOF_LEFT), left, right, List.of(), conditions));
  }

  /** Returns the columns of the left side that compare with the column without losing digits. */
  private List<Reference> lefts(Reference column) {
    return left.columns().stream()
        .filter(other -> other.exact() && other.type().comparesWith(column.type()))
        .toList();
  }

  private DerivedTable groups(List<Reference> columns) {
    List<Grouping.Key> keys = new ArrayList<>();
    List<Output> outputs = new ArrayList<>();
    for (Reference column : columns) {
      String key = "key" + keys.size();
      keys.add(new Grouping.Key(key, column));
      outputs.add(SelectGenerator.output(outputs, new KeyUse(key, column.type())));
    }
    ExpressionGenerator rows = new ExpressionGenerator(choices, table.columns());
    outputs.add(
        SelectGenerator.output(outputs, new AggregateGenerator(choices, rows, true).aggregate()));
    return new DerivedTable(
        new Select(
            Distinction.ALL,
            outputs,
            table,
            List.of(),
            Optional.of(Grouping.plain(keys)),
            List.of(),
            List.of()),
        alias);
  }
}
