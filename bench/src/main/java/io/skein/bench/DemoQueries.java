package io.skein.bench;

import java.util.List;

/** The four queries of {@code skein demo}. */
final class DemoQueries {
  static final List<Query> ALL =
      List.of(
          new Query(
              "demo, 1,000 filtered rows", "SELECT * FROM dataset WHERE category = 'A' LIMIT 1000"),
          new Query(
              "demo, grouped",
              "SELECT category, COUNT(*) AS count, AVG(value1) AS avg_value1, SUM(value2) AS"
                  + " sum_value2 FROM dataset GROUP BY category"),
          new Query(
              "demo, a month",
              "SELECT * FROM dataset WHERE date BETWEEN '2020-01-01' AND '2020-01-31'"),
          new Query(
              "demo, grouped by month",
              "SELECT category, DATE_TRUNC('month', date) AS month, COUNT(*) AS count, AVG(value1)"
                  + " AS avg_value1, SUM(CASE WHEN active THEN 1 ELSE 0 END) AS active_count FROM"
                  + " dataset GROUP BY category, DATE_TRUNC('month', date) ORDER BY month,"
                  + " category"));

  private DemoQueries() {}
}
