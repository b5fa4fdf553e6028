package io.skein.it;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares two answers in what the query determines: the rows, the order of the sort keys, and of a
 * top-N all rows but those that tie for its first or last place.
 */
final class DeterminedComparison {
  private final Answer expected;
  private final Answer actual;
  private final ResultOrder order;

  DeterminedComparison(Answer expected, Answer actual, ResultOrder order) {
    this.expected = expected;
    this.actual = actual;
    this.order = order;
  }

  /** Returns in what way the answers differ. */
  Optional<String> difference() {
    if (!expected.columns().equals(actual.columns()) || order.keys().isEmpty()) {
      return AnswerComparison.ofMultisets(expected, actual);
    }
    return AnswerComparison.ofSequences(keys(expected), keys(actual))
        .map(difference -> "of the sort keys, " + difference)
        .or(this::rows);
  }

  private Optional<String> rows() {
    return order.limited()
        ? AnswerComparison.ofMultisets(withoutTies(expected), withoutTies(actual))
        : AnswerComparison.ofMultisets(expected, actual);
  }

  private Answer keys(Answer answer) {
    return new Answer(
        order.keys().stream().map(answer.columns()::get).toList(),
        answer.rows().stream().map(this::key).toList());
  }

  private List<String> key(List<String> row) {
    return order.keys().stream().map(row::get).collect(Collectors.toList());
  }

  private Answer withoutTies(Answer answer) {
    List<List<String>> rows = answer.rows();
    if (rows.isEmpty()) {
      return answer;
    }
    List<String> first = key(rows.get(0));
    List<String> last = key(rows.get(rows.size() - 1));
    return new Answer(
        answer.columns(),
        rows.stream()
            .filter(row -> !key(row).equals(last) && !(order.skips() && key(row).equals(first)))
            .toList());
  }
}
