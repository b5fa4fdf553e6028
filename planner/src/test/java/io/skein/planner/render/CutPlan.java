package io.skein.planner.render;

import io.skein.planner.plan.CteReference;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.MaterializedCte;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.RecursiveCte;
import io.skein.planner.plan.RelationReference;
import io.skein.planner.plan.SingleRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan run operator by operator, each into a temporary table that the next one reads. */
final class CutPlan {
  private final PlanningDuckDb database;
  private final Map<Long, PlanNode> ctes = new HashMap<>();
  private int pieces;

  CutPlan(PlanningDuckDb database) {
    this.database = database;
  }

  /** Returns a reference to the table that has the plan's rows. */
  PlanNode materialize(PlanNode node) throws SQLException {
    if (node instanceof SingleRow) {
      return node;
    }
    if (node instanceof CteReference reference && ctes.containsKey(reference.cte())) {
      return ctes.get(reference.cte());
    }
    if (node instanceof MaterializedCte cte) {
      ctes.put(cte.cte(), materialize(cte.definition()));
      return materialize(cte.consumer());
    }
    if (node instanceof RecursiveCte) {
      return piece(withTables(node));
    }
    if (node instanceof Limit limit && limit.input() instanceof Order order) {
      return piece(
          limit.withChildren(List.of(order.withChildren(List.of(materialize(order.input()))))));
    }
    List<PlanNode> children = new ArrayList<>();
    for (PlanNode child : node.children()) {
      children.add(materialize(child));
    }
    return piece(node.withChildren(children));
  }

  /** Returns the plan with tables for the common table expressions outside of it. */
  private PlanNode withTables(PlanNode node) {
    if (node instanceof CteReference reference) {
      return ctes.getOrDefault(reference.cte(), reference);
    }
    return node.mapChildren(this::withTables);
  }

  private PlanNode piece(PlanNode node) throws SQLException {
    String sql = database.render(node);
    PieceTypes.verify(database.connection(), sql, node.types());
    String table = "piece" + pieces++;
    database.execute("CREATE TEMP TABLE " + table + " AS " + sql);
    return new RelationReference(table, node.types());
  }

  void drop() throws SQLException {
    for (int i = 0; i < pieces; i++) {
      database.execute("DROP TABLE IF EXISTS piece" + i);
    }
  }
}
