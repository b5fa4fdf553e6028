package io.skein.it;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares two answers in all that the query determines: the rows, and the order of the sort keys.
 * Where a limit chose among rows with equal keys, those rows need only be some that there are
 * without the limit.
 */
final class DeterminedComparison {
  private final Answer expected;
  private final Answer actual;
  private final ResultOrder order;
  private final Unlimited unlimited;

  /** The oracle's answer to the query without its limit. */
  interface Unlimited {
    Answer answer() throws SQLException;
  }

  DeterminedComparison(Answer expected, Answer actual, ResultOrder order, Unlimited unlimited) {
    this.expected = expected;
    this.actual = actual;
    this.order = order;
    this.unlimited = unlimited;
  }

  /** Returns a comparison of answers to a query without a limit that chooses among equal rows. */
  static DeterminedComparison ofAllRows(Answer expected, Answer actual, List<Integer> keys) {
    return new DeterminedComparison(expected, actual, ResultOrder.ofAllRows(keys), () -> expected);
  }

  /** Returns in what way the answers differ. */
  Optional<String> difference() throws SQLException {
    if (!expected.columns().equals(actual.columns())) {
      return AnswerComparison.ofMultisets(expected, actual);
    }
    boolean chosen = order.skips() || order.endsAmongEquals(expected.rows().size());
    if (!chosen && order.keys().isEmpty()) {
      return AnswerComparison.ofMultisets(expected, actual);
    }
    Optional<String> ofKeys = AnswerComparison.ofSequences(keys(expected), keys(actual));
    if (ofKeys.isPresent()) {
      return ofKeys.map(difference -> "of the sort keys, " + difference);
    }
    Optional<String> ofRows =
        AnswerComparison.ofMultisets(withoutChosen(expected), withoutChosen(actual));
    return ofRows.isPresent() || !chosen
        ? ofRows
        : AnswerComparison.ofPart(unlimited.answer(), actual);
  }

  private Answer keys(Answer answer) {
    return new Answer(
        order.keys().stream().map(answer.columns()::get).toList(),
        answer.rows().stream().map(this::key).toList());
  }

  private List<String> key(List<String> row) {
    List<String> key = new ArrayList<>();
    order.keys().forEach(column -> key.add(row.get(column)));
    return key;
  }

  /** Returns the rows that were not chosen among others with the same keys. */
  private Answer withoutChosen(Answer answer) {
    List<List<String>> rows = answer.rows();
    if (rows.isEmpty()) {
      return answer;
    }
    List<String> first = key(rows.get(0));
    List<String> last = key(rows.get(rows.size() - 1));
    boolean end = order.endsAmongEquals(rows.size());
    return new Answer(
        answer.columns(),
        rows.stream()
            .filter(row -> !(end && key(row).equals(last)))
            .filter(row -> !(order.skips() && key(row).equals(first)))
            .toList());
  }
}
