package io.skein.planner.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.planner.distribute.DistributionOptions;
import io.skein.planner.render.PlanningDuckDb;
import io.skein.planner.render.Rows;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is grouped after a join that was divided by its keys, where rows have no match. */
class DividedJoinTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT b.y, count(*) FROM a RIGHT JOIN b ON a.k = b.x AND a.k = b.y GROUP BY b.y",
        "SELECT a.m, count(*) FROM a LEFT JOIN b ON a.k = b.x AND a.m = b.x GROUP BY a.m",
        "SELECT m, count(*) FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE x = k AND x = m) GROUP BY m",
        "SELECT m, count(*) FROM a WHERE EXISTS (SELECT 1 FROM b WHERE x = k AND x = m) GROUP BY m",
        "SELECT a.m, b.y, count(*) FROM a FULL JOIN b ON a.k = b.x AND a.m = b.x GROUP BY ALL",
        "SELECT b.y, count(*) FROM a JOIN b ON a.k = b.x AND a.k = b.y GROUP BY b.y",
        "SELECT DISTINCT b.y FROM a RIGHT JOIN b ON a.k = b.x AND a.k = b.y",
      })
  void groupsAreWhole(String sql) throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      database.execute("CREATE TABLE a AS SELECT i % 11 AS k, i % 7 AS m FROM range(400) r(i)");
      database.execute("CREATE TABLE b AS SELECT i % 13 AS x, i % 5 AS y FROM range(300) r(i)");
      try (SimulatedCluster cluster =
          new SimulatedCluster(database, 3, 4, 1, DistributionOptions.REPARTITION)) {
        assertThat(Rows.difference(database.rows(sql), cluster.run(cluster.plan(sql)))).isNull();
      }
    }
  }
}
