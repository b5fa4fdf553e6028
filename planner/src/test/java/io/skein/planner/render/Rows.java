package io.skein.planner.render;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares results as multisets of rows; floating point numbers to nine digits. */
public final class Rows {
  private static final Pattern FLOATING =
      Pattern.compile("-?\\d+\\.\\d+(?:[eE][-+]?\\d+)?|-?\\d+[eE][-+]?\\d+");
  private static final double TOLERANCE = 1e-9;

  private Rows() {}

  /** Returns what differs, or null if nothing does. */
  public static String difference(List<List<String>> expected, List<List<String>> actual) {
    if (expected.size() != actual.size()) {
      return "%d rows expected, %d found".formatted(expected.size(), actual.size());
    }
    if (sameOrder(expected, actual)) {
      return null;
    }
    List<List<String>> left = sorted(expected);
    List<List<String>> right = sorted(actual);
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) {
        return "row %s expected, %s found".formatted(left.get(i), right.get(i));
      }
    }
    return null;
  }

  /** Returns which of the rows is not among the others, each counted, or null if all are. */
  public static String missing(List<List<String>> all, List<List<String>> rows) {
    Map<String, Integer> counts = new HashMap<>();
    all.forEach(row -> counts.merge(rounded(String.valueOf(row)), 1, Integer::sum));
    for (List<String> row : rows) {
      if (counts.merge(rounded(String.valueOf(row)), -1, Integer::sum) < 0) {
        return "row %s found, which no order could give".formatted(row);
      }
    }
    return null;
  }

  /** Returns whether the rows are the same in the same order. */
  static boolean sameOrder(List<List<String>> expected, List<List<String>> actual) {
    for (int i = 0; i < expected.size(); i++) {
      if (!same(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<List<String>> sorted(List<List<String>> rows) {
    List<List<String>> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(row -> rounded(String.valueOf(row))));
    return sorted;
  }

  private static String rounded(String text) {
    return FLOATING
        .matcher(text)
        .replaceAll(
            number ->
                new BigDecimal(number.group())
                    .round(new MathContext(7))
                    .stripTrailingZeros()
                    .toString());
  }

  private static boolean same(List<String> left, List<String> right) {
    for (int i = 0; i < left.size(); i++) {
      String a = left.get(i);
      String b = right.get(i);
      if (a == null || b == null ? a != b : !a.equals(b) && !close(a, b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean close(String left, String right) {
    if (!FLOATING.matcher(left).replaceAll("#").equals(FLOATING.matcher(right).replaceAll("#"))) {
      return false;
    }
    Matcher a = FLOATING.matcher(left);
    Matcher b = FLOATING.matcher(right);
    while (a.find() && b.find()) {
      double x = Double.parseDouble(a.group());
      double y = Double.parseDouble(b.group());
      if (Math.abs(x - y) > TOLERANCE * Math.max(Math.abs(x), Math.abs(y))) {
        return false;
      }
    }
    return true;
  }
}
