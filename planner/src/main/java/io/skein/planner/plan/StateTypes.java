package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skein.planner.json.PlanJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The types of a query's columns where some are exported aggregate states. DuckDB shows such a
 * column as AGGREGATE_STATE, but it is of a plain type, as which it leaves DuckDB; its plan says
 * which.
 */
public final class StateTypes {
  private static final String ALIAS = "AGGREGATE_STATE";

  private StateTypes() {}

  /**
   * Returns the plain types of the query's columns.
   *
   * @throws UnsupportedPlanException if the plan of the query does not say them
   */
  public static List<DataType> of(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT json_serialize_plan(?, optimize := false, skip_default := true)")) {
      statement.setString(1, sql);
      try (ResultSet answer = statement.executeQuery()) {
        answer.next();
        return types(PlanJson.parse(answer.getString(1)));
      }
    }
  }

  private static List<DataType> types(JsonNode answer) {
    JsonNode plan = answer.path("plans").path(0);
    if (!plan.path("type").asText().equals("LOGICAL_PROJECTION")) {
      throw new UnsupportedPlanException(
          "the types of aggregate states are not known: " + answer.path("error_message").asText());
    }
    List<DataType> types = new ArrayList<>();
    for (JsonNode expression : plan.path("expressions")) {
      types.add(DataTypeReader.read(plain(expression.path("return_type").deepCopy())));
    }
    return types;
  }

  private static JsonNode plain(JsonNode type) {
    if (type.path("type_info").path("alias").asText().equals(ALIAS)) {
      ObjectNode info = (ObjectNode) type.path("type_info");
      info.remove(List.of("alias", "extension_info"));
      if (info.path("type").asText().equals("GENERIC_TYPE_INFO")) {
        ((ObjectNode) type).remove("type_info");
      }
    }
    return type;
  }
}
