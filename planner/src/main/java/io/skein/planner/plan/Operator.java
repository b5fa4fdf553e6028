package io.skein.planner.plan;

import java.util.List;

/**
 * An operator that was read, with the bindings of its output columns.
 *
 * @param node the operator
 * @param scope its output columns
 */
record Operator(PlanNode node, Scope scope) {

  /** Returns the operator all of whose output columns are its own, under the table index. */
  static Operator of(PlanNode node, long table) {
    return new Operator(node, Scope.of(table, node.types()));
  }

  List<DataType> types() {
    return scope.types();
  }
}
