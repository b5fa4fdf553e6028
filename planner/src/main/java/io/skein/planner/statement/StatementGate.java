package io.skein.planner.statement;

import com.fasterxml.jackson.databind.JsonNode;
import io.skein.planner.json.PlanJson;
import io.skein.planner.statement.StatementText.Explained;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/**
 * The gate that every statement passes before anything of it runs: exactly one statement, of a kind
 * that reads, that calls no function that reaches beyond the tables. It only parses. Thread-safe,
 * but for the connection that each call is given.
 */
public final class StatementGate {
  /** Planning takes time that grows faster than the text. */
  private static final int MOST_CHARACTERS = 1_000_000;

  /** Each level of the syntax tree takes a part of the stack wherever the tree is walked. */
  private static final int MOST_LEVELS = 1_500;

  private static final Set<String> WRAPPED = Set.of("PIVOT", "UNPIVOT");

  private StatementGate() {}

  /**
   * Returns the statement that the text says.
   *
   * @throws SkeinException SYNTAX_ERROR or STATEMENT_REFUSED, with DuckDB's own words where it has
   *     any
   */
  public static Statement parse(Connection connection, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new SkeinException(ErrorCode.SYNTAX_ERROR, "the statement has a NUL character");
    }
    if (text.length() > MOST_CHARACTERS) {
      throw Refusals.statement(
          String.format(
              Locale.ROOT,
              "the statement has %,d characters, and may have %,d: put its values into a table",
              text.length(),
              MOST_CHARACTERS));
    }
    Explained explained = new StatementText(text).explained();
    StatementText body = new StatementText(explained.sql());
    String sql = body.trimmed();
    if (sql.isBlank()) {
      throw new SkeinException(ErrorCode.SYNTAX_ERROR, "there is no statement in the text");
    }
    JsonNode answer = serialize(connection, sql);
    if (answer.path("error").asBoolean() && WRAPPED.contains(body.firstWord())) {
      // The statement form needs two statements inside DuckDB; the table form is one.
      String wrapped = "SELECT * FROM (\n" + sql + "\n)";
      JsonNode wrappedAnswer = serialize(connection, wrapped);
      if (!wrappedAnswer.path("error").asBoolean()) {
        sql = wrapped;
        answer = wrappedAnswer;
      }
    }
    if (answer.path("error").asBoolean()) {
      throw refusal(answer, body.firstWord());
    }
    JsonNode statements = answer.path("statements");
    if (statements.size() != 1) {
      throw Refusals.statement(
          "one statement at a time: this text has %d".formatted(statements.size()));
    }
    JsonNode tree = statements.get(0);
    return new Statement(sql, explained.mode(), tree, TreeInspection.inspect(tree));
  }

  private static JsonNode serialize(Connection connection, String sql) {
    try (PreparedStatement call =
        connection.prepareStatement("SELECT json_serialize_sql(CAST(? AS VARCHAR))")) {
      call.setString(1, sql);
      try (ResultSet rows = call.executeQuery()) {
        rows.next();
        String tree = rows.getString(1);
        requireShallow(tree);
        return PlanJson.parse(tree);
      }
    } catch (SQLException e) {
      throw new SkeinException(ErrorCode.SYNTAX_ERROR, e.getMessage(), e);
    }
  }

  private static void requireShallow(String json) {
    int level = 0;
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        level++;
        if (level > MOST_LEVELS) {
          throw Refusals.statement(
              "the statement is nested too deeply: use WITH, or several steps");
        }
      } else if (c == '}' || c == ']') {
        level--;
      }
    }
  }

  private static SkeinException refusal(JsonNode answer, String firstWord) {
    if (answer.path("error_type").asText().equals("parser")) {
      return new SkeinException(
          ErrorCode.SYNTAX_ERROR, "Parser Error: " + answer.path("error_message").asText());
    }
    return Refusals.kind(firstWord);
  }
}
