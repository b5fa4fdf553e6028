package io.skein.it.random;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How rows are grouped.
 *
 * @param sets with {@link Kind#SETS}, the names of the keys of each set
 */
record Grouping(Kind kind, List<Key> keys, List<List<String>> sets) {

  /** The kinds. */
  enum Kind {
    PLAIN("group by"),
    ROLLUP("rollup"),
    CUBE("cube"),
    SETS("grouping sets");

    private final String feature;

    Kind(String feature) {
      this.feature = feature;
    }
  }

  /** What is grouped by; {@link KeyUse} names it. */
  record Key(String name, Expression expression) {}

  Grouping {
    keys = List.copyOf(keys);
    sets = List.copyOf(sets);
  }

  static Grouping plain(List<Key> keys) {
    return new Grouping(Kind.PLAIN, keys, List.of());
  }

  Map<String, Expression> expressions() {
    return keys.stream().collect(Collectors.toMap(Key::name, Key::expression));
  }

  /** Returns what tells groups apart, empty if there may be several with the same keys. */
  Optional<List<Expression>> identity() {
    return kind == Kind.PLAIN
        ? Optional.of(
            keys.stream()
                .map(key -> (Expression) new KeyUse(key.name(), key.expression().type()))
                .toList())
        : Optional.empty();
  }

  String sql(Context context) {
    String all =
        keys.stream().map(key -> key.expression().sql(context)).collect(Collectors.joining(", "));
    return switch (kind) {
      case PLAIN -> all.isEmpty() ? " GROUP BY ()" : " GROUP BY " + all;
      case ROLLUP -> " GROUP BY ROLLUP (%s)".formatted(all);
      case CUBE -> " GROUP BY CUBE (%s)".formatted(all);
      case SETS ->
          sets.stream()
              .map(
                  set ->
                      set.stream()
                          .map(name -> context.key(name).sql(context))
                          .collect(Collectors.joining(", ", "(", ")")))
              .collect(Collectors.joining(", ", " GROUP BY GROUPING SETS (", ")"));
    };
  }

  Stream<Grouping> simpler() {
    Stream<Grouping> plain = kind == Kind.PLAIN ? Stream.empty() : Stream.of(plain(keys));
    Stream<Grouping> fewerKeys =
        kind == Kind.PLAIN || keys.size() > 1
            ? Simpler.without(keys, this::withKeys)
            : Stream.empty();
    Stream<Grouping> fewerSets =
        sets.size() < 2
            ? Stream.empty()
            : Simpler.without(sets, fewer -> new Grouping(kind, keys, fewer));
    return Stream.of(
            plain,
            fewerKeys,
            fewerSets,
            Simpler.each(
                keys,
                key -> key.expression().simpler().map(changed -> new Key(key.name(), changed)),
                changed -> new Grouping(kind, changed, sets)))
        .flatMap(candidates -> candidates);
  }

  private Grouping withKeys(List<Key> fewer) {
    List<String> names = fewer.stream().map(Key::name).toList();
    return new Grouping(
        kind,
        fewer,
        sets.stream().map(set -> set.stream().filter(names::contains).toList()).toList());
  }

  Stream<Expression> keyExpressions() {
    return keys.stream().map(Key::expression);
  }

  String feature() {
    return keys.isEmpty() ? "aggregate without keys" : kind.feature;
  }
}
