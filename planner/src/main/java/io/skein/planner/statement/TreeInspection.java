package io.skein.planner.statement;

import com.fasterxml.jackson.databind.JsonNode;
import io.skein.planner.statement.Statement.Trait;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * One walk over a statement's syntax tree: it refuses what must not run and notes what bears on
 * where the statement may run. What it does not know of query nodes it refuses.
 */
final class TreeInspection {
  private static final Set<String> QUERY_NODES =
      Set.of(
          "SELECT_NODE",
          "SET_OPERATION_NODE",
          "RECURSIVE_CTE_NODE",
          "CTE_NODE",
          "BOUND_SUBQUERY_NODE");
  private static final Set<String> CATALOG_SCHEMAS = Set.of("information_schema", "pg_catalog");
  private static final Set<String> ROW_IDS = Set.of("rowid");

  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);

  /** Returns the traits of the tree. */
  static Set<Trait> inspect(JsonNode tree) {
    TreeInspection inspection = new TreeInspection();
    inspection.visit(tree);
    return inspection.traits;
  }

  private void visit(JsonNode node) {
    if (node.isObject()) {
      String type = node.path("type").asText("");
      if (type.endsWith("_NODE") && !QUERY_NODES.contains(type)) {
        throw Refusals.kind(type.replaceAll("_QUERY_NODE$|_NODE$", "") + " inside a query");
      }
      switch (type) {
        case "TABLE_FUNCTION" -> visitTableFunction(node);
        case "BASE_TABLE" -> visitBaseTable(node);
        case "SHOW_REF" -> visitShow(node);
        case "FUNCTION", "WINDOW_AGGREGATE" -> visitFunction(node);
        case "COLUMN_REF" -> visitColumn(node.path("column_names"));
        default -> {}
      }
    }
    node.forEach(this::visit);
  }

  private void visitTableFunction(JsonNode node) {
    String name = node.path("function").path("function_name").asText();
    if (!FunctionRules.isTableFunctionAllowed(name)) {
      throw Refusals.function(name, "Skein reads its own tables only; SHOW TABLES lists them");
    }
  }

  private void visitBaseTable(JsonNode node) {
    String schema = node.path("schema_name").asText().toLowerCase(Locale.ROOT);
    String table = node.path("table_name").asText().toLowerCase(Locale.ROOT);
    if (CATALOG_SCHEMAS.contains(schema)
        || table.startsWith("duckdb_")
        || table.startsWith("pragma_")
        || table.startsWith("sqlite_")
        || table.startsWith("pg_")) {
      throw Refusals.statement(
          "the table %s describes one DuckDB, not this cluster: use SHOW TABLES or DESCRIBE"
              .formatted(table));
    }
    if (!node.path("at_clause").isNull() && !node.path("at_clause").isMissingNode()) {
      throw Refusals.statement(
          "AT (VERSION or TIMESTAMP) is not available: shards keep no history");
    }
  }

  private void visitShow(JsonNode node) {
    String kind = node.path("show_type").asText();
    if (!kind.equals("SUMMARY")) {
      traits.add(Trait.READS_CATALOG);
    }
  }

  private void visitFunction(JsonNode node) {
    String name = node.path("function_name").asText();
    if (node.path("export_state").asBoolean()) {
      throw Refusals.statement(
          "%s(...) EXPORT_STATE is not available: a state of an aggregate cannot leave DuckDB; use %s(...)"
              .formatted(name, name));
    }
    if (FunctionRules.isRefused(name)) {
      throw Refusals.function(
          name, "it reads or changes what belongs to one node, not to the cluster");
    }
    note(name);
  }

  private void visitColumn(JsonNode names) {
    String name = names.path(names.size() - 1).asText().toLowerCase(Locale.ROOT);
    if (ROW_IDS.contains(name)) {
      traits.add(Trait.READS_ROW_ID);
    }
    if (names.size() == 1) {
      // DuckDB takes CURRENT_DATE and the like for functions where no column has the name.
      note(name);
    }
  }

  private void note(String name) {
    if (FunctionRules.readsClock(name)) {
      traits.add(Trait.READS_CLOCK);
    }
    if (FunctionRules.readsNode(name)) {
      traits.add(Trait.READS_NODE);
    }
    if (FunctionRules.readsSession(name)) {
      traits.add(Trait.READS_SESSION);
    }
    if (FunctionRules.isVolatile(name)) {
      traits.add(Trait.VOLATILE);
    }
  }
}
