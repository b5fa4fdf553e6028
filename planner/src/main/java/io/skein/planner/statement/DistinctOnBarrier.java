package io.skein.planner.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skein.planner.json.PlanJson;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Map;

/**
 * The rewriting of a statement that runs as its own text, such that DuckDB computes each {@code
 * DISTINCT ON} inside it before anything is joined with it. Without that DuckDB 2.0.0 filters the
 * rows below it by the join's keys, and so chooses other rows (duckdb/duckdb#21757).
 */
public final class DistinctOnBarrier {
  private static final String NAME = "skein_distinct_";
  private static final String TEMPLATE = "WITH %1$s AS MATERIALIZED (SELECT 1) SELECT * FROM %1$s";

  private final Connection connection;
  private int barriers;

  private DistinctOnBarrier(Connection connection) {
    this.connection = connection;
  }

  /**
   * Returns the statement's text, with barriers where it has a {@code DISTINCT ON} inside.
   *
   * @throws SkeinException STATEMENT_REFUSED if DuckDB cannot print what it has parsed
   */
  public static String raise(Connection connection, Statement statement) {
    DistinctOnBarrier barrier = new DistinctOnBarrier(connection);
    JsonNode tree = statement.tree().deepCopy();
    // The statement's own node is no part of itself, and nothing is joined with its rows.
    barrier.visit(tree.path("node"));
    return barrier.barriers == 0 ? statement.sql() : barrier.print(tree);
  }

  /** Raises barriers for what is inside of the parent. */
  private void visit(JsonNode parent) {
    parent.forEach(this::visit);
    if (parent instanceof ObjectNode object) {
      for (Iterator<Map.Entry<String, JsonNode>> fields = object.fields(); fields.hasNext(); ) {
        Map.Entry<String, JsonNode> field = fields.next();
        if (isDistinctOn(field.getValue())) {
          field.setValue(behindBarrier(field.getValue()));
        }
      }
    } else if (parent instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (isDistinctOn(array.get(i))) {
          array.set(i, behindBarrier(array.get(i)));
        }
      }
    }
  }

  private static boolean isDistinctOn(JsonNode node) {
    if (!node.path("type").asText().equals("SELECT_NODE")) {
      return false;
    }
    for (JsonNode modifier : node.path("modifiers")) {
      if (!modifier.path("distinct_on_targets").isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private JsonNode behindBarrier(JsonNode node) {
    JsonNode wrapper =
        PlanJson.parse(call("json_serialize_sql", TEMPLATE.formatted(NAME + ++barriers)))
            .path("statements")
            .path(0)
            .path("node");
    ObjectNode cte = (ObjectNode) wrapper.path("cte_map").path("map").path(0).path("value");
    cte.set("query_node", node);
    return wrapper;
  }

  private String print(JsonNode tree) {
    ObjectNode statements = (ObjectNode) PlanJson.parse("{\"error\":false,\"statements\":[]}");
    ((ArrayNode) statements.path("statements")).add(tree);
    return call("json_deserialize_sql", statements.toString());
  }

  private String call(String function, String argument) {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT %s(CAST(? AS VARCHAR))".formatted(function))) {
      statement.setString(1, argument);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      throw new SkeinException(
          ErrorCode.STATEMENT_REFUSED,
          "DISTINCT ON inside this statement must be written as WITH d AS MATERIALIZED (SELECT"
              + " DISTINCT ON ...): %s".formatted(e.getMessage()),
          e);
    }
  }
}
