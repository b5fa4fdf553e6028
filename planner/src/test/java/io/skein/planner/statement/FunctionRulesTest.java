package io.skein.planner.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionRulesTest {

  @Test
  void everyFunctionWhoseValueDependsOnMoreThanItsArgumentsIsKnown() throws SQLException {
    assertThat(
            names(
                "SELECT DISTINCT function_name FROM duckdb_functions()"
                    + " WHERE stability <> 'CONSISTENT'"))
        .contains("now", "random", "current_setting")
        // Always fails, with its argument's words.
        .filteredOn(name -> !name.equals("error"))
        .allMatch(FunctionRulesTest::isKnown);
  }

  @Test
  void everyMacroThatCallsSuchAFunctionIsKnown() throws SQLException {
    assertThat(
            names(
                "SELECT DISTINCT function_name FROM duckdb_functions()"
                    + " WHERE function_type = 'macro' AND regexp_matches(macro_definition,"
                    + " '(?i)\\b(now|today|random|uuid|getvariable|(get_)?current_\\w+"
                    + "|transaction_timestamp)\\b')"))
        .contains("ago")
        .allMatch(FunctionRulesTest::isKnown);
  }

  private static boolean isKnown(String name) {
    return FunctionRules.isRefused(name)
        || FunctionRules.readsClock(name)
        || FunctionRules.readsSession(name)
        || FunctionRules.readsNode(name)
        || FunctionRules.isVolatile(name);
  }

  private static List<String> names(String sql) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
