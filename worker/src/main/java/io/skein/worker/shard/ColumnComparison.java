package io.skein.worker.shard;

import io.skein.protocol.table.Column;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in what way columns are not those that were expected. */
final class ColumnComparison {

  private ColumnComparison() {}

  /**
   * Returns what is different, as text to which the place of the expected columns is to be added:
   * {@code column 2 'b' is VARCHAR, but INTEGER}.
   */
  static Optional<String> difference(List<Column> expected, List<Column> found) {
    int shared = Math.min(expected.size(), found.size());
    for (int i = 0; i < shared; i++) {
      Column one = expected.get(i);
      Column other = found.get(i);
      if (!one.name().equals(other.name())) {
        return Optional.of(
            "column %d is '%s' %s, but '%s' %s"
                .formatted(i + 1, other.name(), other.type(), one.name(), one.type()));
      }
      if (!one.type().equals(other.type())) {
        return Optional.of(
            "column %d '%s' is %s, but %s".formatted(i + 1, one.name(), other.type(), one.type()));
      }
    }
    if (expected.size() > shared) {
      return Optional.of("columns are missing that are (%s)".formatted(list(expected, shared)));
    }
    if (found.size() > shared) {
      return Optional.of("columns (%s) are too many that are not".formatted(list(found, shared)));
    }
    return Optional.empty();
  }

  private static String list(List<Column> columns, int from) {
    return columns.subList(from, columns.size()).stream()
        .map(Column::toString)
        .collect(Collectors.joining(", "));
  }
}
