package io.skein.it;

import io.skein.it.random.RandomQuery;
import io.skein.standalone.testing.TestCluster;
import java.io.IOException;
import java.sql.SQLException;

/** Looks for the smallest query that a cluster still answers in the same wrong way. */
final class RandomShrinking {
  private static final int MOST_ATTEMPTS = 3_000;

  private final Oracle oracle;
  private final TestCluster cluster;

  RandomShrinking(Oracle oracle, TestCluster cluster) {
    this.oracle = oracle;
    this.cluster = cluster;
  }

  /** Returns the smallest query found. */
  RandomQuery shrink(RandomQuery query, Difference difference) {
    return query.shrink(candidate -> differs(candidate, difference), MOST_ATTEMPTS);
  }

  private boolean differs(RandomQuery query, Difference difference) {
    RandomTrial trial = RandomTrial.of(query, oracle);
    if (trial.leftOut().isPresent() || trial.refusal().isEmpty() == difference.besideRefusal()) {
      return false;
    }
    try {
      return trial
          .on(cluster)
          .difference()
          .filter(found -> found.kind().equals(difference.kind()))
          .isPresent();
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("the answer to a smaller query cannot be compared", e);
    }
  }
}
