package io.skein.it.random;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** The choices of a random query: the same for the same seed. Not thread-safe. */
final class Choices {
  private final Random random;

  Choices(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
  }

  /** Returns whether what has this chance happens. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** Returns a number from the first to the last. */
  int between(int first, int last) {
    return first + random.nextInt(last - first + 1);
  }

  <T> T of(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  @SafeVarargs
  final <T> T of(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** Returns what one of the suppliers gives. */
  @SafeVarargs
  final <T> T oneOf(Supplier<? extends T>... suppliers) {
    return suppliers[random.nextInt(suppliers.length)].get();
  }

  /** Returns some of the values, in any order. */
  <T> List<T> some(List<T> values, int count) {
    List<T> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, Math.min(count, shuffled.size())));
  }
}
