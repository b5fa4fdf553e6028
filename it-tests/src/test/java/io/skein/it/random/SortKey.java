package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What rows are sorted by. */
record SortKey(Expression expression, Direction direction) {

  /** How a key sorts, with the place of NULLs written or not. */
  enum Direction {
    DEFAULT(""),
    DESCENDING(" DESC"),
    NULLS_FIRST(" ASC NULLS FIRST"),
    DESCENDING_NULLS_LAST(" DESC NULLS LAST");

    private final String sql;

    Direction(String sql) {
      this.sql = sql;
    }
  }

  String sql(Context context) {
    return expression.sql(context) + direction.sql;
  }

  /** Returns {@code ORDER BY} the keys and then the rest, nothing if there is neither. */
  static String orderBy(List<SortKey> keys, List<? extends Expression> rest, Context context) {
    List<String> parts = new ArrayList<>(keys.stream().map(key -> key.sql(context)).toList());
    rest.stream()
        .filter(expression -> keys.stream().noneMatch(key -> key.expression().equals(expression)))
        .forEach(expression -> parts.add(expression.sql(context)));
    return parts.isEmpty() ? "" : parts.stream().collect(Collectors.joining(", ", "ORDER BY ", ""));
  }

  Stream<SortKey> simpler() {
    Stream<SortKey> plain =
        direction == Direction.DEFAULT
            ? Stream.empty()
            : Stream.of(new SortKey(expression, Direction.DEFAULT));
    return Stream.concat(
        plain, expression.simpler().map(changed -> new SortKey(changed, direction)));
  }
}
