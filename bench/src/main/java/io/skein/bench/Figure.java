package io.skein.bench;

import java.util.List;
import java.util.Locale;

/**
 * One line of the benchmark's table. Immutable.
 *
 * @param name what is measured
 * @param value the figure with its unit
 * @param limit what the project promises
 * @param detail from what the figure was made
 */
record Figure(String name, String value, String limit, String detail) {

  /** Returns a figure that is the ratio of two medians of times measured in turn. */
  static Figure ratio(String name, List<Double> ours, List<Double> theirs, String limit) {
    double our = median(ours);
    double their = median(theirs);
    return new Figure(
        name,
        String.format(Locale.ROOT, "%.2f x", our / their),
        limit,
        String.format(
            Locale.ROOT,
            "%.2f s (%.2f to %.2f) against %.2f s (%.2f to %.2f), %d runs each",
            our,
            min(ours),
            max(ours),
            their,
            min(theirs),
            max(theirs),
            ours.size()));
  }

  /** Returns the middle one of the values, the greater of two. */
  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double min(List<Double> values) {
    return values.stream().mapToDouble(value -> value).min().orElseThrow();
  }

  private static double max(List<Double> values) {
    return values.stream().mapToDouble(value -> value).max().orElseThrow();
  }
}
