package io.skein.it;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What became of a query that was checked. */
enum Verdict {
  /** The answer is the oracle's. */
  RIGHT,
  /** A typed error of a kind that a cluster in trouble may give. */
  ERROR,
  /** Some of the answer's rows are not the oracle's. */
  WRONG,
  /** The answer lacks rows, and has no others. */
  PARTIAL,
  /** The answer has rows more often than it should, and no others. */
  DOUBLED,
  /** There was neither an answer nor an error in time. */
  HANG;

  /** Returns in which way an answer is wrong that is not the expected one. */
  static Verdict ofWrong(Answer expected, Answer found) {
    Map<List<String>, Integer> balance = new HashMap<>();
    found.rows().forEach(row -> balance.merge(row, 1, Integer::sum));
    expected.rows().forEach(row -> balance.merge(row, -1, Integer::sum));
    boolean lacks = balance.values().stream().anyMatch(count -> count < 0);
    boolean surplus = balance.values().stream().anyMatch(count -> count > 0);
    if (lacks && !surplus) {
      return PARTIAL;
    }
    boolean known = new java.util.HashSet<>(expected.rows()).containsAll(found.rows());
    return surplus && !lacks && known ? DOUBLED : WRONG;
  }
}
