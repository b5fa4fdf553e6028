package io.skein.planner.render;

import io.skein.planner.plan.Limit;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.UnsupportedPlanException;
import io.skein.protocol.error.SkeinException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The outcome of all queries of one corpus. */
final class CorpusRun {
  private final String name;
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, List<String>> unsupported = new TreeMap<>();
  private int same;
  private int empty;
  private int reordered;
  private int failing;

  CorpusRun(String name) {
    this.name = name;
  }

  List<String> wrong() {
    return wrong;
  }

  void setup(PlanningDuckDb database, String sql) {
    try {
      database.execute(sql);
    } catch (SQLException e) {
      // A setup statement that fails leaves queries that fail; those are counted.
      failing++;
    }
  }

  void query(PlanningDuckDb database, String id, String sql) throws SQLException {
    PlanNode plan = plan(database, id, sql);
    if (plan != null) {
      compare(database, id, sql, plan);
    }
  }

  /** Returns the plan, null if there is none; why is counted. */
  PlanNode plan(PlanningDuckDb planner, String id, String sql) throws SQLException {
    try {
      return planner.plan(sql);
    } catch (UnsupportedPlanException e) {
      unsupported.computeIfAbsent(e.reason(), key -> new ArrayList<>()).add(id);
    } catch (SkeinException e) {
      failing++;
    }
    return null;
  }

  /** Compares the query's own text with the rendered plan, both run on the database. */
  void compare(PlanningDuckDb database, String id, String sql, PlanNode plan) {
    String rendered = null;
    try {
      rendered = database.render(plan);
      List<List<String>> expected;
      try {
        expected = database.rows(sql);
      } catch (SQLException e) {
        failing++;
        return;
      }
      List<List<String>> actual = database.rows(rendered);
      List<String> expectedTypes = database.types(sql);
      List<String> types = database.types(rendered);
      String difference = Rows.difference(expected, actual);
      if (!types.equals(expectedTypes)) {
        wrong.add(
            "%s: types %s, not %s\n  %s\n  %s".formatted(id, types, expectedTypes, sql, rendered));
      } else if (difference != null) {
        wrong.add("%s: %s\n  %s\n  %s".formatted(id, difference, sql, rendered));
      } else if (isOrdered(plan) && !Rows.sameOrder(expected, actual)) {
        wrong.add("%s: the order\n  %s\n  %s".formatted(id, sql, rendered));
      } else {
        same++;
        empty += expected.isEmpty() ? 1 : 0;
        reordered += Rows.sameOrder(expected, actual) ? 0 : 1;
      }
    } catch (SQLException | RuntimeException e) {
      wrong.add("%s: %s\n  %s\n  %s".formatted(id, e, sql, rendered));
    }
  }

  private static boolean isOrdered(PlanNode plan) {
    if (plan instanceof Projection || plan instanceof Limit) {
      return isOrdered(plan.children().get(0));
    }
    return plan instanceof Order;
  }

  String summary() {
    String reasons =
        unsupported.entrySet().stream()
            .sorted(Comparator.comparing(entry -> -entry.getValue().size()))
            .map(CorpusRun::line)
            .collect(Collectors.joining());
    int unsupportedCount = unsupported.values().stream().mapToInt(List::size).sum();
    return "%s: %d same (%d without rows, %d in another order), %d wrong, %d fail themselves, %d unsupported%s"
        .formatted(name, same, empty, reordered, wrong.size(), failing, unsupportedCount, reasons);
  }

  private static String line(Map.Entry<String, List<String>> entry) {
    List<String> queries = entry.getValue();
    return "\n    %d x %s: %s%s"
        .formatted(
            queries.size(), entry.getKey(), queries.get(0), queries.size() > 1 ? " ..." : "");
  }
}
