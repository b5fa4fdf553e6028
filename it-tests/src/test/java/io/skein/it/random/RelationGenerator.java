package io.skein.it.random;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes what a SELECT reads. */
final class RelationGenerator {
  private static final List<JoinKind> KINDS =
      weighted(
          Map.of(
              JoinKind.INNER, 30,
              JoinKind.LEFT, 18,
              JoinKind.RIGHT, 12,
              JoinKind.FULL, 13,
              JoinKind.SEMI, 7,
              JoinKind.ANTI, 7,
              JoinKind.CROSS, 5,
              JoinKind.LATERAL, 4,
              JoinKind.LEFT_LATERAL, 4));

  private static final List<RandomTable> TABLES =
      weighted(
          Map.of(
              RandomTable.ITEMS, 28,
              RandomTable.EVENTS, 20,
              RandomTable.THINGS, 15,
              RandomTable.PARTS, 10,
              RandomTable.NAMES, 11,
              RandomTable.PAIRS, 11,
              RandomTable.NULLS, 3,
              RandomTable.BLANK, 2));

  private final Draft draft;
  private final Choices choices;
  private final QueryGenerator queries;

  RelationGenerator(Draft draft, QueryGenerator queries) {
    this.draft = draft;
    this.choices = draft.choices();
    this.queries = queries;
  }

  /** Returns each value as often as it says, in the order of the values. */
  private static <T extends Comparable<T>> List<T> weighted(Map<T, Integer> weights) {
    return weights.keySet().stream()
        .sorted()
        .flatMap(value -> Collections.nCopies(weights.get(value), value).stream())
        .toList();
  }

  /** Returns a table or a join. */
  Relation relation(Context context, int depth) {
    int share = choices.between(0, 99);
    int joins = share < 38 ? 0 : share < 79 ? 1 : share < 94 ? 2 : 3;
    Relation relation = item(context, depth);
    for (int i = 0; i < joins; i++) {
      relation = join(context, depth, relation);
    }
    return relation;
  }

  private Relation item(Context context, int depth) {
    List<String> ctes = List.copyOf(context.queries().keySet().stream().sorted().toList());
    if (!ctes.isEmpty() && choices.chance(55)) {
      String name = choices.of(ctes);
      String alias = draft.name("t");
      List<Reference> columns =
          context.query(name).columns().stream().map(column -> column.of(alias)).toList();
      return new CteScan(name, alias, columns);
    }
    if (depth > 0 && choices.chance(16)) {
      return new DerivedTable(queries.query(context, depth - 1), draft.name("t"));
    }
    return choices.chance(4) ? inlineRows() : table();
  }

  /** Returns a table. */
  TableScan table() {
    return new TableScan(draft.schema(), choices.of(TABLES), draft.name("t"));
  }

  private Relation inlineRows() {
    LiteralGenerator literals = new LiteralGenerator(choices);
    List<SqlType> types = List.of(SqlType.INTEGER, choices.of(SqlType.VARCHAR, SqlType.BIGINT));
    List<List<Literal>> rows = new ArrayList<>();
    int count = choices.between(1, 4);
    for (int i = 0; i < count; i++) {
      rows.add(types.stream().map(literals::literal).toList());
    }
    return new InlineRows(rows, draft.name("t"));
  }

  private Relation join(Context context, int depth, Relation left) {
    if (choices.chance(6)) {
      Optional<Relation> asof = new AsofGenerator(choices, left, table(), draft.name("t")).join();
      if (asof.isPresent()) {
        return asof.get();
      }
    }
    List<Reference> lists =
        left.columns().stream().filter(column -> column.type() == SqlType.LIST).toList();
    if (!lists.isEmpty() && choices.chance(15)) {
      return new UnnestedList(left, choices.of(lists), draft.name("t"), choices.chance(50));
    }
    JoinKind kind = choices.of(KINDS);
    if (kind == JoinKind.LATERAL || kind == JoinKind.LEFT_LATERAL) {
      Query query = queries.correlated(context, left.columns());
      return new JoinedTables(
          kind, left, new DerivedTable(query, draft.name("t")), List.of(), List.of());
    }
    if (kind == JoinKind.CROSS) {
      return new JoinedTables(kind, left, small(), List.of(), List.of());
    }
    Relation right = item(context, depth);
    if (choices.chance(8) && kind.emitsRight()) {
      right = joined(choices.of(JoinKind.INNER, JoinKind.LEFT, JoinKind.FULL), right, small());
    }
    return joined(kind, left, right);
  }

  private Relation small() {
    RandomTable table =
        choices.of(RandomTable.NAMES, RandomTable.PAIRS, RandomTable.PARTS, RandomTable.BLANK);
    return choices.chance(10)
        ? inlineRows()
        : new TableScan(draft.schema(), table, draft.name("t"));
  }

  private Relation joined(JoinKind kind, Relation left, Relation right) {
    if (hasKey(left) && hasKey(right) && choices.chance(12)) {
      return new JoinedTables(kind, left, right, List.of("k"), List.of());
    }
    return new JoinedTables(
        kind,
        left,
        right,
        List.of(),
        new JoinConditions(choices, left.columns(), right.columns()).conditions());
  }

  private static boolean hasKey(Relation relation) {
    List<Reference> keys =
        relation.columns().stream().filter(column -> column.name().equals("k")).toList();
    return keys.size() == 1 && keys.get(0).type().family() == SqlType.Family.INTEGER;
  }
}
