package io.skein.planner.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads the plan that DuckDB makes of a query. Strict: what it does not understand, down to a
 * single attribute, is an {@link UnsupportedPlanException}. Thread-safe.
 */
public final class PlanReader {
  /**
   * The queries that ask for a plan; their parameter is the SQL text. Attributes with their default
   * value are left out, so that each one in the answer means something.
   */
  private static final String OPTIMIZED =
      "SELECT json_serialize_plan(?, optimize := true, skip_default := true)";

  private static final String BOUND =
      "SELECT json_serialize_plan(?, optimize := false, skip_default := true)";

  /** Deeper plans would need more stack than a thread has, here or where they are rendered. */
  private static final int MAX_DEPTH = 1000;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MAX_DEPTH)
                      .maxStringLength(Integer.MAX_VALUE)
                      .build())
              .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
              .build());

  private PlanReader() {}

  /**
   * Returns the plan of the query, made over the tables of the connection's database. The
   * connection should have the {@link OptimizerSettings} applied.
   *
   * <p>Where DuckDB cannot print the optimized plan, it is the bound one: what cannot be printed is
   * mostly a constant, such as a BIT, and a cast of a text until the optimizer folds it. But a
   * bound plan joins in the order of the text, and commas are products in it: such a one is not
   * taken.
   *
   * @throws SkeinException if the query is wrong, with DuckDB's own words
   * @throws UnsupportedPlanException if the plan holds what is not understood
   */
  public static PlanNode plan(Connection connection, String sql) throws SQLException {
    try {
      return read(answer(connection, OPTIMIZED, sql));
    } catch (UnprintedPlanException unprinted) {
      try {
        PlanNode bound = read(answer(connection, BOUND, sql));
        if (!hasProduct(bound)) {
          return bound;
        }
      } catch (UnsupportedPlanException e) {
        unprinted.addSuppressed(e);
      }
      throw unprinted;
    }
  }

  private static String answer(Connection connection, String query, String sql)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, sql);
      try (ResultSet answer = statement.executeQuery()) {
        answer.next();
        return answer.getString(1);
      }
    }
  }

  private static boolean hasProduct(PlanNode plan) {
    return plan instanceof CrossProduct
        || plan.children().stream().anyMatch(PlanReader::hasProduct);
  }

  /** Returns the plan in DuckDB's answer; errors as in {@link #plan}. */
  static PlanNode read(String answer) {
    if (answer == null || answer.isEmpty()) {
      throw new UnprintedPlanException(
          "DuckDB cannot print the plan: it holds a constant that is no text");
    }
    JsonNode root;
    try {
      root = JSON.readTree(NonFiniteNumbers.asJackson(answer));
    } catch (JsonProcessingException e) {
      throw new UnsupportedPlanException("the plan is no JSON: " + e.getOriginalMessage(), e);
    }
    if (root.path("error").asBoolean()) {
      throw failure(root.path("error_type").asText(), root.path("error_message").asText());
    }
    JsonNode plans = root.path("plans");
    if (plans.size() != 1) {
      throw new SkeinException(
          ErrorCode.STATEMENT_REFUSED,
          "One statement at a time: this text has %d. Send them one by one."
              .formatted(plans.size()));
    }
    PlanNode plan = OperatorReader.read(plans.get(0)).node();
    RowIdUse.refuse(plan);
    return plan;
  }

  private static RuntimeException failure(String type, String message) {
    return switch (type) {
      case "parser", "syntax" -> new SkeinException(ErrorCode.SYNTAX_ERROR, message);
      case "binder", "catalog" -> new SkeinException(ErrorCode.BINDING_ERROR, message);
      // Anything else may be a limit of the serializer: running the query itself tells.
      default -> new UnprintedPlanException("DuckDB did not print the plan: " + message);
    };
  }
}
