package io.skein.it.random;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What surrounds an expression or a query when it is written as SQL. Immutable.
 *
 * @param queries the common table expressions, by name
 * @param keys the group keys of the SELECT, by name
 * @param rows what the rows that the SELECT reads are ordered by, so that rows with equal values
 *     are alike; empty if nothing does that
 * @param windowRows the same of the rows that its windows see: of the groups, if it has any
 */
record Context(
    Map<String, Query> queries,
    Map<String, Expression> keys,
    Optional<List<Reference>> rows,
    Optional<List<Expression>> windowRows) {

  /** Returns what surrounds a whole statement. */
  static Context ofStatement() {
    return new Context(Map.of(), Map.of(), Optional.empty(), Optional.empty());
  }

  Context with(String name, Query query) {
    Map<String, Query> more = new HashMap<>(queries);
    more.put(name, query);
    return new Context(Map.copyOf(more), keys, rows, windowRows);
  }

  Query query(String name) {
    return found(queries, name);
  }

  Expression key(String name) {
    return found(keys, name);
  }

  /**
   * Returns what orders the input rows.
   *
   * @throws InvalidTreeException if nothing does
   */
  List<Reference> requireRows() {
    return rows.orElseThrow(() -> new InvalidTreeException("nothing tells the rows apart"));
  }

  /**
   * Returns what orders the rows of windows.
   *
   * @throws InvalidTreeException if nothing does
   */
  List<Expression> requireWindowRows() {
    return windowRows.orElseThrow(
        () -> new InvalidTreeException("nothing tells the windows' rows apart"));
  }

  private static <T> T found(Map<String, T> values, String name) {
    T value = values.get(name);
    if (value == null) {
      throw new InvalidTreeException("there is no " + name);
    }
    return value;
  }
}
