package io.skein.planner.plan;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The columns that an expression may name: by position, or by the binding that DuckDB gave them.
 *
 * @param types the types of the columns
 * @param bindings their bindings
 */
record Scope(List<DataType> types, List<Binding> bindings) {

  /** A column of the operator that DuckDB gave this table index. */
  record Binding(long table, int column) {}

  Scope {
    if (types.size() != bindings.size()) {
      throw new IllegalArgumentException(
          "%d types, %d bindings".formatted(types.size(), bindings.size()));
    }
  }

  /** Returns the columns that the operator with this table index makes. */
  static Scope of(long table, List<DataType> types) {
    return new Scope(
        types, IntStream.range(0, types.size()).mapToObj(i -> new Binding(table, i)).toList());
  }

  Scope plus(Scope other) {
    return new Scope(
        Lists.concat(types, other.types), Lists.<Binding>concat(bindings, other.bindings));
  }

  Scope pick(List<Integer> positions) {
    return new Scope(Lists.pick(types, positions), Lists.pick(bindings, positions));
  }

  List<Integer> all() {
    return IntStream.range(0, types.size()).boxed().toList();
  }

  ColumnReference at(int index, DataType type) {
    if (index >= types.size()) {
      throw new UnsupportedPlanException(
          "column %d of an input with %d columns".formatted(index, types.size()));
    }
    DataType found = types.get(index);
    if (!found.sql().equals(type.sql())) {
      throw new UnsupportedPlanException(
          "column %d is %s where %s is expected".formatted(index, found.sql(), type.sql()));
    }
    return new ColumnReference(index, type);
  }

  ColumnReference bound(Binding binding, DataType type) {
    int index = bindings.indexOf(binding);
    if (index < 0) {
      throw new UnsupportedPlanException("a column %s that no input has".formatted(binding));
    }
    return at(index, type);
  }
}
