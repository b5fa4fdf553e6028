package io.skein.planner.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.planner.plan.CteReference;
import io.skein.planner.plan.DataType;
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
import java.util.stream.Collectors;

/** A plan run operator by operator, each into a temporary table that the next one reads. */
final class CutPlan {
  private final PlanningDuckDb database;
  private final Map<Long, PlanNode> ctes = new HashMap<>();
  private int pieces;

  CutPlan(PlanningDuckDb database) {
    this.database = database;
  }

  int pieces() {
    return pieces;
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
      return piece(node);
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

  private PlanNode piece(PlanNode node) throws SQLException {
    String sql = database.render(node);
    assertThat(database.types(sql)).as(sql).isEqualTo(described(node.types()));
    String table = "piece" + pieces++;
    database.execute("CREATE TEMP TABLE " + table + " AS " + sql);
    return new RelationReference(table, node.types());
  }

  private List<String> described(List<DataType> types) throws SQLException {
    return database.types(
        types.stream()
            .map(type -> "CAST(NULL AS " + type.sql() + ")")
            .collect(Collectors.joining(", ", "SELECT ", "")));
  }

  void drop() throws SQLException {
    for (int i = 0; i < pieces; i++) {
      database.execute("DROP TABLE piece" + i);
    }
  }
}
