package io.skein.it;

import io.skein.it.random.RandomQuery;
import io.skein.protocol.error.ErrorType;
import io.skein.protocol.error.SkeinException;
import io.skein.standalone.testing.TestCluster;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** A random query and the oracle's answer to it, to be compared with those of clusters. */
final class RandomTrial {
  /** Longer answers take long to compare and tell no more. */
  static final int MOST_ROWS = 5_000;

  private final RandomQuery query;
  private final Optional<Answer> expected;
  private final String refusal;
  private final Optional<LeftOut> leftOut;

  /** Why there is nothing to compare a query with. */
  enum LeftOut {
    TOO_LARGE,
    DEFECT_OF_DUCKDB
  }

  private RandomTrial(
      RandomQuery query, Optional<Answer> expected, String refusal, Optional<LeftOut> leftOut) {
    this.query = query;
    this.expected = expected;
    this.refusal = refusal;
    this.leftOut = leftOut;
  }

  static RandomTrial of(RandomQuery query, Oracle oracle) {
    try {
      return new RandomTrial(query, Optional.of(oracle.answer(query.sql())), "", Optional.empty());
    } catch (Oracle.TooLarge e) {
      return leftOut(query, e, LeftOut.TOO_LARGE);
    } catch (Oracle.Defect e) {
      return leftOut(query, e, LeftOut.DEFECT_OF_DUCKDB);
    } catch (SQLException e) {
      return new RandomTrial(query, Optional.empty(), e.getMessage(), Optional.empty());
    }
  }

  private static RandomTrial leftOut(RandomQuery query, SQLException error, LeftOut reason) {
    return new RandomTrial(query, Optional.empty(), error.getMessage(), Optional.of(reason));
  }

  RandomQuery query() {
    return query;
  }

  /** Returns the words with which the oracle refuses the query, empty if it answers. */
  String refusal() {
    return refusal;
  }

  /** Returns why the query is left out, empty if it is not. */
  Optional<LeftOut> leftOut() {
    return leftOut;
  }

  boolean isEmpty() {
    return expected.filter(answer -> answer.rows().isEmpty()).isPresent();
  }

  /** What a cluster makes of a query. */
  record Result(String lane, Optional<Difference> difference) {}

  /** Has the cluster answer the query. An error is right where the oracle has one. */
  Result on(TestCluster cluster) throws IOException, SQLException {
    LanedAnswer found;
    try {
      found = LanedAnswer.fetch(cluster.client(), query.sql());
    } catch (SkeinException e) {
      return new Result("failed", failed(e));
    }
    if (expected.isEmpty()) {
      return new Result(
          found.lane(), Optional.of(Difference.ofMissingError(found.lane(), refusal)));
    }
    return new Result(
        found.lane(),
        DeterminedComparison.ofAllRows(expected.get(), found.answer(), query.sortColumns())
            .difference()
            .map(text -> Difference.ofRows(found.lane(), text)));
  }

  private Optional<Difference> failed(SkeinException e) {
    if (expected.isEmpty() && e.code().type() == ErrorType.USER) {
      return Optional.empty();
    }
    return Optional.of(
        expected.isEmpty() ? Difference.ofOtherError(e, refusal) : Difference.ofError(e));
  }
}
