package io.skein.it;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.skein.standalone.testing.TestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Values and types of every kind come out of a cluster as they come out of one DuckDB. */
class TypesIT {
  private static Oracle oracle;
  private static TestCluster cluster;
  private static Differential differential;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    oracle = new Oracle();
    try (TableWriter writer = new TableWriter()) {
      for (ColumnType type : ColumnType.ofParquet()) {
        oracle.add(writer.write(data, Layout.SEVEN, TableRows.of(type.name(), "id", type.rows())));
      }
    }
    cluster = TestCluster.builder().workers(3).sharedData(data).build();
    differential = new Differential(oracle, cluster);
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      cluster.assertNothingHeld();
    } finally {
      cluster.close();
      oracle.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> columns() {
    return ColumnType.ofParquet().stream()
        .map(
            type -> {
              String table = "seven." + type.name();
              List<String> queries = new ArrayList<>();
              queries.add("SELECT * FROM " + table);
              queries.add("SELECT value FROM " + table + " WHERE value IS NOT NULL");
              queries.add("SELECT id FROM " + table + " WHERE value IS NULL");
              queries.add("SELECT value, count(*) FROM " + table + " GROUP BY value");
              queries.add("SELECT count(DISTINCT value), first(value ORDER BY id) FROM " + table);
              queries.add("SELECT list(value ORDER BY id) FROM " + table);
              queries.add(
                  "SELECT a.id, b.id, a.value FROM %1$s a JOIN %1$s b USING (value)"
                      .formatted(table));
              if (type.ordered()) {
                queries.add("SELECT min(value), max(value) FROM " + table);
                for (String value : type.values()) {
                  for (String operator : List.of("=", "<", ">=")) {
                    queries.add(
                        "SELECT id, value FROM %s WHERE value %s %s"
                            .formatted(table, operator, type.cast(value)));
                  }
                }
              }
              return container(type, queries);
            });
  }

  @TestFactory
  Stream<DynamicContainer> expressions() {
    return ColumnType.ofExpressions().stream()
        .map(
            type -> {
              String rows = "(" + type.rows() + ")";
              String scattered =
                  type.values().stream()
                      .map(
                          value ->
                              "SELECT id, %s AS v FROM seven.integer".formatted(type.cast(value)))
                      .reduce((one, other) -> one + " UNION ALL " + other)
                      .orElseThrow();
              List<String> queries = new ArrayList<>();
              queries.add("SELECT * FROM " + rows);
              queries.add(scattered);
              queries.add("SELECT v, count(*) FROM (" + scattered + ") GROUP BY v");
              queries.add("SELECT list(v ORDER BY id, v::VARCHAR) FROM (" + scattered + ")");
              queries.add("SELECT first(v ORDER BY v::VARCHAR) FROM (" + scattered + ")");
              if (type.ordered()) {
                queries.add("SELECT min(v), max(v) FROM (" + scattered + ")");
              }
              return container(type, queries);
            });
  }

  private static DynamicContainer container(ColumnType type, List<String> queries) {
    return dynamicContainer(
        type.name(),
        queries.stream().map(sql -> dynamicTest(sql, () -> differential.requireSameRows(sql))));
  }
}
