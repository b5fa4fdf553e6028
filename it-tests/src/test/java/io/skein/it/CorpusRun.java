package io.skein.it;

import io.skein.it.Corpus.Query;
import io.skein.planner.plan.UnsupportedPlanException;
import io.skein.planner.render.PlanningDuckDb;
import io.skein.protocol.error.SkeinException;
import io.skein.standalone.testing.TestCluster;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** Has clusters answer a corpus's queries, and compares with the oracle. Used by one thread. */
final class CorpusRun {
  private final PlanningDuckDb tables;
  private final Oracle oracle;

  /**
   * Creates a run.
   *
   * @param tables a database with the tables, which tells the order of results
   */
  CorpusRun(PlanningDuckDb tables, Oracle oracle) {
    this.tables = tables;
    this.oracle = oracle;
  }

  /** The oracle's answer to a query; empty if it refuses. */
  record Expected(Query query, Optional<Answer> answer) {}

  /** Returns the oracle's answer. */
  Expected expect(Query query) {
    try {
      return new Expected(query, Optional.of(oracle.answer(query.sql())));
    } catch (SQLException e) {
      return new Expected(query, Optional.empty());
    }
  }

  /** Has the cluster answer. */
  void compare(Expected expected, TestCluster cluster, CorpusReport report)
      throws IOException, SQLException {
    Query query = expected.query();
    LanedAnswer found;
    try {
      found = LanedAnswer.fetch(cluster.client(), query.sql());
    } catch (SkeinException e) {
      if (expected.answer().isEmpty()) {
        report.fails();
      } else {
        report.wrong(query, Difference.ofError(e));
      }
      return;
    }
    if (expected.answer().isEmpty()) {
      report.wrong(query, Difference.ofMissingError(found.lane(), "it fails"));
      return;
    }
    Optional<String> difference =
        new DeterminedComparison(
                expected.answer().get(),
                found.answer(),
                order(query),
                () -> oracle.answer(oracle.withoutLimit(query.sql())))
            .difference();
    if (difference.isPresent()) {
      report.wrong(query, Difference.ofRows(found.lane(), difference.get()));
    } else {
      report.equal(found);
    }
  }

  private ResultOrder order(Query query) {
    try {
      return ResultOrder.of(tables.plan(query.sql()));
    } catch (SQLException | UnsupportedPlanException | SkeinException e) {
      // The order of a plan that cannot be read is not known; its rows are.
      return ResultOrder.NONE;
    }
  }
}
