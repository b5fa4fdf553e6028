package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes what a SELECT reads. */
final class RelationGenerator {
  private static final List<JoinKind> KINDS =
      Stream.of(
              Stream.generate(() -> JoinKind.INNER).limit(30),
              Stream.generate(() -> JoinKind.LEFT).limit(18),
              Stream.generate(() -> JoinKind.RIGHT).limit(12),
              Stream.generate(() -> JoinKind.FULL).limit(13),
              Stream.generate(() -> JoinKind.SEMI).limit(7),
              Stream.generate(() -> JoinKind.ANTI).limit(7),
              Stream.generate(() -> JoinKind.CROSS).limit(5),
              Stream.generate(() -> JoinKind.LATERAL).limit(4),
              Stream.generate(() -> JoinKind.LEFT_LATERAL).limit(4))
          .flatMap(kinds -> kinds)
          .toList();

  private final Draft draft;
  private final Choices choices;
  private final QueryGenerator queries;

  RelationGenerator(Draft draft, QueryGenerator queries) {
    this.draft = draft;
    this.choices = draft.choices();
    this.queries = queries;
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
    int share = choices.between(0, 99);
    RandomTable table =
        share < 37
            ? RandomTable.ITEMS
            : share < 62
                ? RandomTable.EVENTS
                : share < 79
                    ? RandomTable.NAMES
                    : share < 94
                        ? RandomTable.PAIRS
                        : share < 97 ? RandomTable.NULLS : RandomTable.BLANK;
    return new TableScan(draft.schema(), table, draft.name("t"));
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
    RandomTable table = choices.of(RandomTable.NAMES, RandomTable.PAIRS, RandomTable.BLANK);
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
