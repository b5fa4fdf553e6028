package io.skein.it;

import io.skein.protocol.table.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a cluster's answer is the oracle's: names, types and values, in the same order
 * where the order counts. Only floating-point numbers may differ, in their last digits.
 */
final class AnswerComparison {
  private static final double TOLERANCE = 1e-9;
  private static final int ROWS_SHOWN = 5;
  private static final Pattern FLOATING = Pattern.compile("\\b(DOUBLE|FLOAT)\\b");
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\p{L}\\d.])-?\\d+(\\.\\d+)?(e[+-]?\\d+)?(?![\\p{L}\\d])");

  private final Answer expected;
  private final Answer actual;

  private AnswerComparison(Answer expected, Answer actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /** Returns in what way the answers differ as sequences of rows. */
  static Optional<String> ofSequences(Answer expected, Answer actual) {
    AnswerComparison comparison = new AnswerComparison(expected, actual);
    return comparison.columns().or(comparison::sequences);
  }

  /** Returns in what way the answers differ as multisets of rows. */
  static Optional<String> ofMultisets(Answer expected, Answer actual) {
    AnswerComparison comparison = new AnswerComparison(expected, actual);
    return comparison.columns().or(comparison::multisets);
  }

  /** Returns which rows of the second answer are not among those of the first one. */
  static Optional<String> ofPart(Answer whole, Answer part) {
    return new AnswerComparison(whole, part).part();
  }

  private Optional<String> columns() {
    return expected.columns().equals(actual.columns())
        ? Optional.empty()
        : Optional.of(
            "columns are %s, but should be %s".formatted(actual.columns(), expected.columns()));
  }

  private Optional<String> sequences() {
    int shared = Math.min(expected.rows().size(), actual.rows().size());
    for (int i = 0; i < shared; i++) {
      if (!same(expected.rows().get(i), actual.rows().get(i))) {
        return Optional.of(
            "row %d is %s, but should be %s"
                .formatted(i, actual.rows().get(i), expected.rows().get(i)));
      }
    }
    return expected.rows().size() == actual.rows().size()
        ? Optional.empty()
        : Optional.of(
            "%d rows, but should be %d".formatted(actual.rows().size(), expected.rows().size()));
  }

  private Optional<String> multisets() {
    List<List<String>> missing = new ArrayList<>();
    List<List<String>> surplus = new ArrayList<>();
    divide(missing, surplus);
    if (missing.isEmpty() && surplus.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "%d rows, but should be %d; missing %d, as %s; too many %d, as %s"
            .formatted(
                actual.rows().size(),
                expected.rows().size(),
                missing.size(),
                some(missing),
                surplus.size(),
                some(surplus)));
  }

  private Optional<String> part() {
    List<List<String>> surplus = new ArrayList<>();
    divide(new ArrayList<>(), surplus);
    return surplus.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d rows that are not there without the limit, as %s"
                .formatted(surplus.size(), some(surplus)));
  }

  /** Tells rows that only the expected answer has from those that only the actual one has. */
  private void divide(List<List<String>> missing, List<List<String>> surplus) {
    Map<List<String>, Integer> balance = new HashMap<>();
    expected.rows().forEach(row -> balance.merge(row, 1, Integer::sum));
    actual.rows().forEach(row -> balance.merge(row, -1, Integer::sum));
    balance.forEach(
        (row, count) -> {
          for (int i = 0; i < Math.abs(count); i++) {
            (count > 0 ? missing : surplus).add(row);
          }
        });
    missing.removeIf(row -> removeFirst(surplus, row));
  }

  private boolean removeFirst(List<List<String>> rows, List<String> row) {
    for (int i = 0; i < rows.size(); i++) {
      if (same(row, rows.get(i))) {
        rows.remove(i);
        return true;
      }
    }
    return false;
  }

  private static List<List<String>> some(List<List<String>> rows) {
    return rows.stream().sorted(Comparator.comparing(List::toString)).limit(ROWS_SHOWN).toList();
  }

  private boolean same(List<String> one, List<String> other) {
    for (int i = 0; i < one.size(); i++) {
      if (!same(expected.columns().get(i), one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Column column, String one, String other) {
    if (one == null || other == null || one.equals(other)) {
      return one == null ? other == null : one.equals(other);
    }
    return FLOATING.matcher(column.type()).find() && nearlySame(unsigned(one), unsigned(other));
  }

  /** Returns the text without the sign of what is not a number, which means nothing. */
  private static String unsigned(String text) {
    return text.replace("-nan", "nan");
  }

  /** Compares texts number by number: a value may be a list or a struct with numbers inside. */
  private static boolean nearlySame(String one, String other) {
    if (!NUMBER.matcher(one).replaceAll("#").equals(NUMBER.matcher(other).replaceAll("#"))) {
      return false;
    }
    Matcher ones = NUMBER.matcher(one);
    Matcher others = NUMBER.matcher(other);
    while (ones.find() && others.find()) {
      double first = Double.parseDouble(ones.group());
      double second = Double.parseDouble(others.group());
      double scale = Math.max(Math.abs(first), Math.abs(second));
      if (Math.abs(first - second) > TOLERANCE * Math.max(scale, TOLERANCE)) {
        return false;
      }
    }
    return true;
  }
}
