package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.skein.it.QueryFile.NamedQuery;
import io.skein.standalone.testing.TestCluster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of query that DuckDB answers, over every layout, compared with DuckDB's answer. */
class DialectIT {
  private static Oracle oracle;
  private static TestCluster cluster;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    oracle = new Oracle();
    try (TableWriter writer = new TableWriter()) {
      for (Layout layout : Layout.values()) {
        for (TableRows rows : DialectTables.all()) {
          oracle.add(writer.write(data, layout, rows));
        }
      }
    }
    cluster = TestCluster.builder().workers(3).sharedData(data).build();
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
  Stream<DynamicContainer> theAnswerIsThatOfOneDuckDb() {
    List<NamedQuery> queries = QueryFile.read("dialect.sql");
    return Arrays.stream(Layout.values())
        .map(
            layout ->
                dynamicContainer(
                    layout.name(),
                    queries.stream()
                        .map(query -> dynamicTest(query.name(), () -> compare(layout, query)))));
  }

  private static void compare(Layout layout, NamedQuery query) throws Exception {
    String sql = layout.resolve(query.sql());
    Answer expected = oracle.answer(sql);
    Answer actual = ClusterAnswer.fetch(cluster.client(), sql);
    Optional<String> difference =
        query.ordered()
            ? AnswerComparison.ofSequences(expected, actual)
            : AnswerComparison.ofMultisets(expected, actual);
    assertThat(difference).as("lane %s: %s", cluster.lane(sql), sql).isEmpty();
  }
}
