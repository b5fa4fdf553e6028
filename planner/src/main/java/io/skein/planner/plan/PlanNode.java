package io.skein.planner.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An operator of a plan with its inputs. Immutable; equal when all its parts are. Columns have no
 * names: an expression names a column of its input by position, and a node says the types of its
 * output columns.
 */
public sealed interface PlanNode
    permits Scan,
        RelationReference,
        TableFunction,
        LateralFunction,
        Values,
        SingleRow,
        EmptyResult,
        CteReference,
        Projection,
        Filter,
        Aggregate,
        Window,
        Unnest,
        Distinct,
        Order,
        Limit,
        Join,
        AsofJoin,
        CrossProduct,
        PositionalJoin,
        SetOperation,
        MaterializedCte,
        RecursiveCte {

  /** Returns the inputs, in order. */
  List<PlanNode> children();

  /** Returns the types of the output columns. */
  List<DataType> types();

  /** Returns this operator over other inputs, as many and in the same order. */
  PlanNode withChildren(List<PlanNode> children);

  /** Returns this operator with each input replaced. */
  default PlanNode mapChildren(UnaryOperator<PlanNode> mapping) {
    List<PlanNode> children = children();
    return children.isEmpty() ? this : withChildren(children.stream().map(mapping).toList());
  }
}
