package io.skein.planner;

import com.fasterxml.jackson.databind.JsonNode;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.table.TableName;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What must be known of DuckDB's plan to choose among the lanes that run the original statement:
 * which operators it has, and what it scans. Immutable.
 *
 * @param operators the types of the plan's operators
 * @param scans the scans of the cluster's tables, in the plan's order
 * @param readsOtherRows whether something other than the cluster's tables gives rows
 */
record PlanOutline(Set<String> operators, List<Scan> scans, boolean readsOtherRows) {
  private static final BigInteger TABLE_COLUMNS = BigInteger.valueOf(1L << 32);

  /**
   * A scan of a table of the cluster.
   *
   * @param table the table
   * @param columns the positions of the columns that are read, without virtual columns
   * @param readsVirtualColumn whether a column that is not the table's is read, as rowid
   * @param node the operator, as DuckDB writes it
   */
  record Scan(TableName table, Set<Integer> columns, boolean readsVirtualColumn, JsonNode node) {}

  PlanOutline {
    operators = Set.copyOf(operators);
    scans = List.copyOf(scans);
  }

  /** Returns the outline of the plan. */
  static PlanOutline of(JsonNode plan) {
    Set<String> operators = new LinkedHashSet<>();
    List<Scan> scans = new ArrayList<>();
    boolean otherRows = visit(plan, operators, scans);
    return new PlanOutline(operators, scans, otherRows);
  }

  private static boolean visit(JsonNode node, Set<String> operators, List<Scan> scans) {
    String type = node.path("type").asText();
    operators.add(type);
    boolean otherRows = false;
    if (type.equals("LOGICAL_GET") && isTableScan(node)) {
      scans.add(scan(node));
    } else if (node.path("children").isEmpty()) {
      otherRows = true;
    }
    for (JsonNode child : node.path("children")) {
      otherRows |= visit(child, operators, scans);
    }
    return otherRows;
  }

  private static boolean isTableScan(JsonNode node) {
    JsonNode path = node.path("function_data").path("qualified_name").path("path");
    return path.size() == 3 && path.get(0).asText().equals(ShellDatabase.DATABASE);
  }

  private static Scan scan(JsonNode node) {
    JsonNode path = node.path("function_data").path("qualified_name").path("path");
    Set<Integer> columns = new LinkedHashSet<>();
    boolean virtual = false;
    for (JsonNode column : node.path("column_indexes")) {
      BigInteger index = column.path("index").bigIntegerValue();
      if (index.compareTo(TABLE_COLUMNS) < 0) {
        columns.add(index.intValueExact());
      } else {
        virtual = true;
      }
    }
    return new Scan(
        new TableName(path.get(1).asText(), path.get(2).asText()), columns, virtual, node);
  }
}
