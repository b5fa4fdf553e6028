package io.skein.it.random;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of equal rows a SELECT keeps.
 *
 * @param on with {@link Kind#ON}, what rows must differ in; the first one in the order of all that
 *     tells rows apart is kept
 */
record Distinction(Kind kind, List<Expression> on) {
  static final Distinction ALL = new Distinction(Kind.ALL, List.of());
  static final Distinction DISTINCT = new Distinction(Kind.DISTINCT, List.of());

  /** The kinds. */
  enum Kind {
    ALL,
    DISTINCT,
    ON
  }

  Distinction {
    on = List.copyOf(on);
  }

  String sql(Context context) {
    return switch (kind) {
      case ALL -> "SELECT ";
      case DISTINCT -> "SELECT DISTINCT ";
      case ON ->
          on.stream()
              .map(key -> key.sql(context))
              .collect(Collectors.joining(", ", "SELECT DISTINCT ON (", ") "));
    };
  }

  String order(Context context) {
    if (kind != Kind.ON) {
      return "";
    }
    List<SortKey> keys =
        on.stream().map(key -> new SortKey(key, SortKey.Direction.DEFAULT)).toList();
    return " " + SortKey.orderBy(keys, context.requireRows(), context);
  }

  Stream<Distinction> simpler() {
    Stream<Distinction> all = kind == Kind.ALL ? Stream.empty() : Stream.of(ALL);
    Stream<Distinction> fewer =
        on.size() < 2
            ? Stream.empty()
            : Simpler.without(on, rest -> new Distinction(Kind.ON, rest));
    return Stream.of(
            all,
            fewer,
            Simpler.each(on, Expression::simpler, changed -> new Distinction(Kind.ON, changed)))
        .flatMap(candidates -> candidates);
  }

  Stream<String> features() {
    return switch (kind) {
      case ALL -> Stream.empty();
      case DISTINCT -> Stream.of("DISTINCT");
      case ON -> Stream.of("DISTINCT ON");
    };
  }
}
