package io.skein.planner.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A typed expression over the columns of an operator's input. Immutable; shared between threads at
 * will.
 */
public sealed interface Expression
    permits ColumnReference,
        Literal,
        FunctionCall,
        LambdaCall,
        Cast,
        Comparison,
        Between,
        Conjunction,
        OperatorCall,
        CaseExpression {

  /** Returns the type of the value. */
  DataType type();

  /** Returns the operands that are expressions over the same columns as this one. */
  List<Expression> operands();

  /** Returns this expression with other operands, as many and in the same order. */
  Expression withOperands(List<Expression> operands);

  /** Returns this expression with every column reference replaced. */
  default Expression mapColumns(Function<ColumnReference, ? extends Expression> mapping) {
    if (this instanceof ColumnReference column) {
      return mapping.apply(column);
    }
    return withOperands(mapAll(operands(), mapping));
  }

  /** Returns the expressions with every column reference replaced. */
  static List<Expression> mapAll(
      List<Expression> expressions, Function<ColumnReference, ? extends Expression> mapping) {
    return expressions.stream().map(each -> each.mapColumns(mapping)).toList();
  }

  /** Returns the column references in this expression, in order, repeated ones repeated. */
  default List<ColumnReference> columns() {
    List<ColumnReference> found = new ArrayList<>();
    mapColumns(
        column -> {
          found.add(column);
          return column;
        });
    return found;
  }
}
