package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.standalone.testing.TestCluster;
import java.util.Optional;

/** Asks a cluster and the oracle the same, and fails where they do not answer the same. */
final class Differential {
  private final Oracle oracle;
  private final TestCluster cluster;

  Differential(Oracle oracle, TestCluster cluster) {
    this.oracle = oracle;
    this.cluster = cluster;
  }

  /** Fails unless the answers are the same rows in the same order. */
  void requireSameSequence(String sql) throws Exception {
    Answer expected = oracle.answer(sql);
    require(AnswerComparison.ofSequences(expected, fetch(sql)), sql);
  }

  /** Fails unless the answers are the same rows in whatever order. */
  void requireSameRows(String sql) throws Exception {
    requireSameRows(sql, sql);
  }

  /** Fails unless the cluster gives, to its query, the rows that the oracle gives to its own. */
  void requireSameRows(String clusterSql, String oracleSql) throws Exception {
    Answer expected = oracle.answer(oracleSql);
    require(AnswerComparison.ofMultisets(expected, fetch(clusterSql)), clusterSql);
  }

  private Answer fetch(String sql) throws Exception {
    return ClusterAnswer.fetch(cluster.client(), sql);
  }

  private void require(Optional<String> difference, String sql) {
    assertThat(difference).as(() -> "lane %s: %s".formatted(cluster.lane(sql), sql)).isEmpty();
  }
}
