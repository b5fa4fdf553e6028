package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes trees smaller at one place. Each stream is lazy, the greatest steps first. */
final class Simpler {

  private Simpler() {}

  /** Returns what is rebuilt from the parts with one of them simplified. */
  static <T, R> Stream<R> each(
      List<T> parts, Function<T, Stream<T>> simpler, Function<List<T>, R> rebuild) {
    return IntStream.range(0, parts.size())
        .boxed()
        .flatMap(
            i ->
                simpler
                    .apply(parts.get(i))
                    .map(
                        part -> {
                          List<T> changed = new ArrayList<>(parts);
                          changed.set(i, part);
                          return rebuild.apply(changed);
                        }));
  }

  /** Returns what is rebuilt from the parts without one of them, the last first. */
  static <T, R> Stream<R> without(List<T> parts, Function<List<T>, R> rebuild) {
    return IntStream.range(0, parts.size())
        .map(i -> parts.size() - 1 - i)
        .mapToObj(
            i -> {
              List<T> rest = new ArrayList<>(parts);
              rest.remove(i);
              return rebuild.apply(rest);
            });
  }
}
