package io.skein.planner.plan;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * An operator without the columns that are not read.
 *
 * @param positions where each of its former output columns is now, -1 for those that are gone
 */
record Pruned(PlanNode node, int[] positions) {

  static Pruned unchanged(PlanNode node) {
    return new Pruned(node, IntStream.range(0, node.types().size()).toArray());
  }

  /** Returns the operator that puts out only these of its former columns. */
  static Pruned picked(PlanNode node, List<Integer> kept, int formerWidth) {
    int[] positions = new int[formerWidth];
    Arrays.fill(positions, -1);
    for (int i = 0; i < kept.size(); i++) {
      positions[kept.get(i)] = i;
    }
    return new Pruned(node, positions);
  }

  Function<ColumnReference, Expression> mapping() {
    return column -> column.at(positions[column.index()]);
  }

  Expression map(Expression expression) {
    return expression.mapColumns(mapping());
  }

  List<Integer> map(List<Integer> columns) {
    return columns.stream().map(column -> positions[column]).toList();
  }

  int width() {
    return node.types().size();
  }
}
