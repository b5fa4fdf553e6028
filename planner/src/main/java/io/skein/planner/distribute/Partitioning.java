package io.skein.planner.distribute;

import io.skein.planner.plan.DataType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * By which columns the rows of a piece are divided among its tasks: rows that agree in all keys are
 * at the same task. Immutable.
 *
 * @param scheme the function that divides them: two pieces of the same scheme, whose keys have
 *     equal values, have these at the same task
 * @param keys of each key the columns that hold it; none if nothing is known of how rows are
 *     divided
 */
record Partitioning(String scheme, List<Set<Integer>> keys) {
  /** Nothing is known. */
  static final Partitioning UNKNOWN = new Partitioning("", List.of());

  Partitioning {
    keys = keys.stream().map(Set::copyOf).toList();
  }

  /** Returns the scheme of a hash over values of these types. */
  static String hashScheme(List<DataType> types, int partitions) {
    return "hash(%s) %% %d".formatted(types.stream().map(DataType::sql).toList(), partitions);
  }

  boolean isKnown() {
    return !keys.isEmpty();
  }

  /** Returns whether rows that agree in these columns are at the same task. */
  boolean isWithin(Set<Integer> columns) {
    return isKnown() && keys.stream().allMatch(key -> key.stream().anyMatch(columns::contains));
  }

  /**
   * Returns the partitioning of an output.
   *
   * @param outputs gives the positions in the output at which a column is
   */
  Partitioning map(IntFunction<? extends Set<Integer>> outputs) {
    List<Set<Integer>> mapped = new ArrayList<>();
    for (Set<Integer> key : keys) {
      Set<Integer> positions = new LinkedHashSet<>();
      key.forEach(column -> positions.addAll(outputs.apply(column)));
      if (positions.isEmpty()) {
        return UNKNOWN;
      }
      mapped.add(positions);
    }
    return new Partitioning(scheme, mapped);
  }

  /** Returns what holds for rows of both. */
  Partitioning and(Partitioning other) {
    if (!scheme.equals(other.scheme) || keys.size() != other.keys.size()) {
      return UNKNOWN;
    }
    List<Set<Integer>> both = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Set<Integer> common = new LinkedHashSet<>(keys.get(i));
      common.retainAll(other.keys.get(i));
      if (common.isEmpty()) {
        return UNKNOWN;
      }
      both.add(common);
    }
    return new Partitioning(scheme, both);
  }

  /** Returns the partitioning of rows in which the second column always equals the first. */
  Partitioning withEqual(int column, int equal) {
    return new Partitioning(
        scheme,
        keys.stream()
            .map(
                key -> {
                  if (!key.contains(column)) {
                    return key;
                  }
                  Set<Integer> wider = new LinkedHashSet<>(key);
                  wider.add(equal);
                  return wider;
                })
            .toList());
  }
}
