package io.skein.it;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.skein.it.QueryFile.NamedQuery;
import io.skein.it.RandomClusters.NamedCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries that were answered wrongly once, by Skein or by another distributed engine, over the
 * tables of random queries. A random query that fails is added to {@code pinned.sql}, shrunken.
 */
class PinnedQueriesIT {
  private static RandomClusters clusters;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    clusters = new RandomClusters(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      clusters.assertNothingHeld();
    } finally {
      clusters.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> theAnswerIsThatOfOneDuckDb() {
    List<NamedQuery> queries = QueryFile.read("pinned.sql");
    return clusters.all().stream()
        .map(
            cluster ->
                dynamicContainer(
                    cluster.name(),
                    queries.stream()
                        .map(query -> dynamicTest(query.name(), () -> compare(cluster, query)))));
  }

  private static void compare(NamedCluster cluster, NamedQuery query) throws Exception {
    Differential differential = new Differential(clusters.oracle(), cluster.cluster());
    if (query.ordered()) {
      differential.requireSameSequence(query.sql());
    } else {
      differential.requireSameRows(query.sql());
    }
  }
}
