package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.it.RandomClusters.NamedCluster;
import io.skein.it.random.RandomQuery;
import io.skein.standalone.testing.TestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries, answered by clusters of several shapes and by one DuckDB over the same files. The
 * same seed gives the same queries: {@code -Dskein.random.seed=7 -Dskein.random.queries=1} repeats
 * the query of seed 7 on all clusters, and {@code -Dskein.random.queries=20000} is a long run. Each
 * query runs on some of the clusters, which its seed chooses: {@code -Dskein.random.clusters} says
 * how many. With {@code -Dskein.random.times=50} the tables that have many rows have so many times
 * more of them: more than DuckDB computes with at once.
 */
class RandomQueriesIT {
  private static final int QUERIES = Integer.getInteger("skein.random.queries", 300);
  private static final int CLUSTERS =
      Integer.getInteger("skein.random.clusters", QUERIES == 1 ? Integer.MAX_VALUE : 2);
  private static final long SEED = Long.getLong("skein.random.seed", 1);

  /** So many wrong answers are enough to look at. */
  private static final int MOST_WRONG = 20;

  private static final int PROGRESS = 500;

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

  @Test
  void everyClusterAnswersAsOneDuckDb() throws Exception {
    RandomSummary summary = new RandomSummary();
    for (long seed = SEED; seed < SEED + QUERIES && summary.wrong().size() < MOST_WRONG; seed++) {
      RandomQuery query = RandomQuery.of(seed, RandomClusters.schemas());
      RandomTrial trial = RandomTrial.of(query, clusters.oracle());
      if (trial.leftOut().isPresent()) {
        summary.leftOut(trial.leftOut().get());
        continue;
      }
      if (trial.refusal().isEmpty()) {
        summary.answered(trial);
      } else {
        summary.refused(trial);
      }
      compare(trial, seed, summary);
      if ((seed - SEED) % PROGRESS == PROGRESS - 1) {
        System.out.println("seed " + seed + ": " + summary.line());
      }
    }
    System.out.println(summary);
    assertThat(summary.wrong()).as(summary.line()).isEmpty();
    assertThat(summary.refused())
        .as("queries that DuckDB refuses prove little: %s", summary)
        .isLessThanOrEqualTo(QUERIES / 20);
    assertThat(summary.answered())
        .as("queries that are left out prove nothing: %s", summary)
        .isGreaterThan(QUERIES / 2);
  }

  @Test
  void rowsThatLackAreNoticedAndTheQueryShrunken() throws Exception {
    TestCluster cluster = clusters.all().get(0).cluster();
    try (Oracle other = clusters.oracleThatLacksRows()) {
      for (long seed = 1; seed < 100; seed++) {
        RandomQuery query = RandomQuery.of(seed, RandomClusters.schemas());
        if (!query.sql().contains(RandomClusters.LACKING)) {
          continue;
        }
        Optional<Difference> difference = RandomTrial.of(query, other).on(cluster).difference();
        if (difference.isPresent()) {
          RandomQuery shrunken =
              new RandomShrinking(other, cluster).shrink(query, difference.get());
          assertThat(shrunken.sql()).contains(RandomClusters.LACKING);
          assertThat(shrunken.sql().length()).as(shrunken.sql()).isLessThan(150);
          return;
        }
      }
    }
    throw new AssertionError("none of the queries noticed that rows lack");
  }

  /**
   * Compares on the clusters that the seed chooses, or on one of them what has no rows: that proves
   * less. Of several wrong answers to a query, one is enough.
   */
  private static void compare(RandomTrial trial, long seed, RandomSummary summary)
      throws Exception {
    List<NamedCluster> chosen = new ArrayList<>(clusters.all());
    Collections.shuffle(chosen, new Random(seed));
    int most = trial.isEmpty() ? 1 : CLUSTERS;
    for (NamedCluster cluster : chosen.subList(0, Math.min(most, chosen.size()))) {
      RandomTrial.Result result = trial.on(cluster.cluster());
      summary.ran(trial.query(), result.lane());
      if (result.difference().isPresent()) {
        Difference difference = result.difference().get();
        String wrong = describe(trial.query(), seed, difference, cluster);
        System.out.println(wrong);
        summary.wrong(wrong);
        return;
      }
    }
  }

  private static String describe(
      RandomQuery query, long seed, Difference difference, NamedCluster cluster) {
    RandomQuery shrunken =
        new RandomShrinking(clusters.oracle(), cluster.cluster()).shrink(query, difference);
    return String.join(
        System.lineSeparator(),
        List.of(
            "seed %d on %s, %s".formatted(seed, cluster.name(), difference),
            "-- random %d".formatted(seed),
            shrunken.sql(),
            "shrunken from:",
            query.sql()));
  }
}
