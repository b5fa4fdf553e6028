package io.skein.planner.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * CASE with conditions.
 *
 * @param branches the branches in order; the first whose condition holds gives the value
 * @param otherwise the value where none holds
 * @param type the type of all values
 */
public record CaseExpression(List<Branch> branches, Expression otherwise, DataType type)
    implements Expression {

  /** WHEN condition THEN value. */
  public record Branch(Expression condition, Expression value) {
    public Branch {
      Objects.requireNonNull(condition, "condition");
      Objects.requireNonNull(value, "value");
    }
  }

  public CaseExpression {
    branches = List.copyOf(branches);
    Objects.requireNonNull(otherwise, "otherwise");
    Objects.requireNonNull(type, "type");
  }

  @Override
  public List<Expression> operands() {
    List<Expression> operands = new ArrayList<>();
    for (Branch branch : branches) {
      operands.add(branch.condition());
      operands.add(branch.value());
    }
    operands.add(otherwise);
    return operands;
  }

  @Override
  public Expression withOperands(List<Expression> operands) {
    List<Branch> newBranches = new ArrayList<>();
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      newBranches.add(new Branch(operands.get(i), operands.get(i + 1)));
    }
    return new CaseExpression(newBranches, operands.get(operands.size() - 1), type);
  }
}
