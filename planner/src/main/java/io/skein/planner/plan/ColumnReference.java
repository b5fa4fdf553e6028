package io.skein.planner.plan;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A column of the input, by its position.
 *
 * @param index the position, from 0
 * @param type its type
 */
public record ColumnReference(int index, DataType type) implements Expression {

  public ColumnReference {
    Objects.requireNonNull(type, "type");
    if (index < 0) {
      throw new IllegalArgumentException("column index %d is negative".formatted(index));
    }
  }

  /** Returns the same column at another position. */
  public ColumnReference at(int newIndex) {
    return new ColumnReference(newIndex, type);
  }

  /** Returns references to all columns of these types, in order. */
  public static List<Expression> all(List<DataType> types) {
    return IntStream.range(0, types.size())
        .<Expression>mapToObj(i -> new ColumnReference(i, types.get(i)))
        .toList();
  }

  @Override
  public List<Expression> operands() {
    return List.of();
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    return this;
  }
}
