package io.skein.planner;

import io.skein.planner.plan.PlanNode;
import java.util.Locale;

/** The words in which EXPLAIN says what keeps a query from being scattered. Pure. */
final class PlanWords {

  private PlanWords() {}

  /** Returns why the operator cannot run on a part of the shards. */
  static String of(PlanNode node) {
    String operator =
        node.getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
            .toLowerCase(Locale.ROOT);
    return node.children().isEmpty()
        ? "rows of %s would be given by every worker".formatted(operator)
        : "%s needs rows of more than one shard".formatted(operator);
  }
}
