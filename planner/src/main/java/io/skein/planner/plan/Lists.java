package io.skein.planner.plan;

import java.util.List;
import java.util.stream.Stream;

/** What records of this package do with their lists. */
final class Lists {

  private Lists() {}

  static <T> List<T> concat(List<? extends T> first, List<? extends T> second) {
    return Stream.<T>concat(first.stream(), second.stream()).toList();
  }

  /** Returns the elements at the positions, in the positions' order. */
  static <T> List<T> pick(List<T> elements, List<Integer> positions) {
    return positions.stream().map(elements::get).toList();
  }
}
