package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes the conditions of a join. */
final class JoinConditions {
  private final Choices choices;
  private final List<Reference> left;
  private final List<Reference> right;

  JoinConditions(Choices choices, List<Reference> left, List<Reference> right) {
    this.choices = choices;
    this.left = left;
    this.right = right;
  }

  /** A column of each side. */
  private record Pair(Reference left, Reference right) {

    private Expression compared(String operator) {
      return Call.of("(%s " + operator + " %s)", SqlType.BOOLEAN, left, right);
    }
  }

  /** Returns the conditions: at least one. */
  List<Expression> conditions() {
    List<Pair> pairs = pairs();
    List<Expression> conditions = new ArrayList<>();
    if (!pairs.isEmpty() && choices.chance(90)) {
      conditions.add(equality(choices.of(likely(pairs))));
      if (choices.chance(12)) {
        conditions.add(equality(choices.of(pairs)));
      }
    }
    if (conditions.isEmpty() && !pairs.isEmpty()) {
      conditions.add(choices.of(pairs).compared(choices.of("<", ">=", "<>", ">")));
      conditions.add(choices.of(pairs).compared(ConditionGenerator.comparison(choices)));
    }
    if (conditions.isEmpty() || choices.chance(15)) {
      List<Reference> both = Stream.concat(left.stream(), right.stream()).toList();
      conditions.add(new ExpressionGenerator(choices, both).condition(1));
    }
    return conditions;
  }

  private Expression equality(Pair pair) {
    if (choices.chance(10)) {
      return pair.compared("IS NOT DISTINCT FROM");
    }
    if (choices.chance(10) && pair.left().type().isSmallInteger()) {
      return Call.of("((%s + CAST(1 AS BIGINT)) = %s)", SqlType.BOOLEAN, pair.left(), pair.right());
    }
    return pair.compared("=");
  }

  /** Returns the pairs of keys, if there are any and one of them is wanted. */
  private List<Pair> likely(List<Pair> pairs) {
    List<Pair> keys =
        pairs.stream()
            .filter(pair -> pair.left().name().equals("k") && pair.right().name().equals("k"))
            .toList();
    return keys.isEmpty() || choices.chance(20) ? pairs : keys;
  }

  private List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Reference one : left) {
      for (Reference other : right) {
        if (one.exact() && other.exact() && one.type().comparesWith(other.type())) {
          pairs.add(new Pair(one, other));
        }
      }
    }
    return pairs;
  }
}
