package io.skein.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;

class OptimizerSettingsTest {

  @Test
  void everythingIsDisabledButWhatIsKnownToBeSafe() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThat(OptimizerSettings.disabled(connection))
          .contains(
              "statistics_propagation",
              "empty_result_pullup",
              "compressed_materialization",
              "row_group_pruner",
              "unused_columns",
              "partial_aggregate_pushdown",
              "aggregate_reuse")
          .doesNotContain("filter_pushdown", "join_order", "deliminator", "expression_rewriter");
    }
  }

  @Test
  void theSettingHoldsForEveryConnectionOfTheDatabase() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      OptimizerSettings.apply(connection);
      try (Connection second = connection.unwrap(DuckDBConnection.class).duplicate();
          ResultSet setting =
              second
                  .createStatement()
                  .executeQuery("SELECT current_setting('disabled_optimizers')")) {
        setting.next();
        assertThat(setting.getString(1).split(","))
            .containsExactlyInAnyOrderElementsOf(OptimizerSettings.disabled(connection));
      }
    }
  }
}
