package io.skein.planner.distribute;

import io.skein.planner.plan.CteReference;
import io.skein.planner.plan.MaterializedCte;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.RecursiveCte;
import java.util.HashSet;
import java.util.Set;

/** Finds references to common table expressions that are defined further up in the plan. */
final class FreeReferences {

  private FreeReferences() {}

  /** Returns whether there is one: then the part of the plan must stay where the definition is. */
  static boolean in(PlanNode node) {
    return in(node, Set.of());
  }

  private static boolean in(PlanNode node, Set<Long> defined) {
    if (node instanceof CteReference reference) {
      return !defined.contains(reference.cte());
    }
    Set<Long> below = defined;
    if (node instanceof MaterializedCte cte) {
      below = with(defined, cte.cte());
    } else if (node instanceof RecursiveCte cte) {
      below = with(defined, cte.cte());
    }
    Set<Long> known = below;
    return node.children().stream().anyMatch(child -> in(child, known));
  }

  private static Set<Long> with(Set<Long> defined, long cte) {
    Set<Long> more = new HashSet<>(defined);
    more.add(cte);
    return more;
  }
}
