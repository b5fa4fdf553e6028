package io.skein.planner.render;

import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.Between;
import io.skein.planner.plan.CaseExpression;
import io.skein.planner.plan.Cast;
import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.Comparison;
import io.skein.planner.plan.ComparisonKind;
import io.skein.planner.plan.Conjunction;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.FunctionCall;
import io.skein.planner.plan.LambdaCall;
import io.skein.planner.plan.Literal;
import io.skein.planner.plan.OperatorCall;
import io.skein.planner.plan.SortKey;
import io.skein.protocol.sql.SqlText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Expressions as SQL text, over columns whose text is given. Not thread-safe. */
final class ExpressionRenderer {
  private final List<String> columns;
  private final Names names;

  ExpressionRenderer(List<String> columns, Names names) {
    this.columns = columns;
    this.names = names;
  }

  List<String> all(List<Expression> expressions) {
    return expressions.stream().map(this::sql).toList();
  }

  private String list(List<Expression> expressions) {
    return String.join(", ", all(expressions));
  }

  String sql(Expression expression) {
    if (expression instanceof ColumnReference column) {
      return columns.get(column.index());
    }
    if (expression instanceof Literal literal) {
      return ConstantRenderer.sql(literal.constant());
    }
    if (expression instanceof Cast cast) {
      String keyword = cast.failure() == Cast.Failure.NULL ? "TRY_CAST(" : "CAST(";
      return keyword + sql(cast.input()) + " AS " + cast.type().sql() + ")";
    }
    if (expression instanceof Comparison comparison) {
      return comparison(sql(comparison.left()), comparison, sql(comparison.right()));
    }
    if (expression instanceof Between between) {
      String input = sql(between.input());
      if (between.lowerComparison() == ComparisonKind.GREATER_OR_EQUAL
          && between.upperComparison() == ComparisonKind.LESS_OR_EQUAL) {
        return "(%s BETWEEN %s AND %s)"
            .formatted(input, sql(between.lower()), sql(between.upper()));
      }
      return "(%s %s %s AND %s %s %s)"
          .formatted(
              input,
              between.lowerComparison().sql(),
              sql(between.lower()),
              input,
              between.upperComparison().sql(),
              sql(between.upper()));
    }
    if (expression instanceof Conjunction conjunction) {
      return all(conjunction.operands()).stream()
          .collect(Collectors.joining(" " + conjunction.kind() + " ", "(", ")"));
    }
    if (expression instanceof OperatorCall call) {
      return operator(call);
    }
    if (expression instanceof CaseExpression cases) {
      return cases(cases);
    }
    if (expression instanceof LambdaCall call) {
      return lambda(call);
    }
    return function((FunctionCall) expression);
  }

  private static String comparison(String left, Comparison comparison, String right) {
    return "(" + left + " " + comparison.kind().sql() + " " + right + ")";
  }

  private String operator(OperatorCall call) {
    List<String> operands = all(call.operands());
    String first = operands.get(0);
    String rest = String.join(", ", operands.subList(1, operands.size()));
    return switch (call.kind()) {
      case IS_NULL -> "(" + first + " IS NULL)";
      case IS_NOT_NULL -> "(" + first + " IS NOT NULL)";
      case NOT -> "(NOT " + first + ")";
      case TRY -> "TRY(" + first + ")";
      case COALESCE -> "COALESCE(" + String.join(", ", operands) + ")";
      case IN -> "(" + first + " IN (" + rest + "))";
      case NOT_IN -> "(" + first + " NOT IN (" + rest + "))";
    };
  }

  private String cases(CaseExpression cases) {
    StringBuilder text = new StringBuilder("CASE");
    for (CaseExpression.Branch branch : cases.branches()) {
      text.append(" WHEN ").append(sql(branch.condition()));
      text.append(" THEN ").append(sql(branch.value()));
    }
    return text.append(" ELSE ").append(sql(cases.otherwise())).append(" END").toString();
  }

  private String function(FunctionCall call) {
    List<String> arguments = all(call.arguments());
    String text = isSymbol(call) ? symbol(call.name(), arguments) : call(call, arguments);
    // Decimal arithmetic widens its operands again each time that its text is bound, and error()
    // has the type of the place where it stands.
    if (call.type() instanceof DataType.Decimal || call.name().equals("error")) {
      return "CAST(" + text + " AS " + call.type().sql() + ")";
    }
    return text;
  }

  private static boolean isSymbol(FunctionCall call) {
    char first = call.name().charAt(0);
    return call.style() == FunctionCall.Style.OPERATOR
        && !Character.isLetter(first)
        && first != '_'
        && call.arguments().size() <= 2;
  }

  private static String symbol(String name, List<String> arguments) {
    if (arguments.size() == 2) {
      return "(" + arguments.get(0) + " " + name + " " + arguments.get(1) + ")";
    }
    if (name.endsWith("__postfix")) {
      return "(" + arguments.get(0) + " " + name.replace("__postfix", "") + ")";
    }
    return "(" + name + " " + arguments.get(0) + ")";
  }

  private static String call(FunctionCall call, List<String> arguments) {
    List<String> named = new ArrayList<>(arguments);
    int positional = arguments.size() - call.argumentNames().size();
    for (int i = positional; i < arguments.size(); i++) {
      String name = SqlText.identifier(call.argumentNames().get(i - positional));
      named.set(i, name + " := " + arguments.get(i));
    }
    return SqlText.identifier(call.name()) + "(" + String.join(", ", named) + ")";
  }

  private String lambda(LambdaCall call) {
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < call.parameterCount(); i++) {
      parameters.add(names.parameter());
    }
    // The body numbers the parameters from the last to the first, then the captures.
    List<String> inner = new ArrayList<>(parameters);
    Collections.reverse(inner);
    inner.addAll(all(call.captures()));
    String body = new ExpressionRenderer(inner, names).sql(call.body());
    List<String> arguments = new ArrayList<>(all(call.arguments()));
    arguments.add(1, "(LAMBDA " + String.join(", ", parameters) + " : " + body + ")");
    return SqlText.identifier(call.name()) + "(" + String.join(", ", arguments) + ")";
  }

  /** Returns the key as an expression that is not taken for a position or refused as a literal. */
  String key(Expression expression) {
    String text = sql(expression);
    return expression instanceof Literal
        ? "CAST(" + text + " AS " + expression.type().sql() + ")"
        : text;
  }

  String keys(List<SortKey> keys) {
    return keys.stream()
        .map(key -> key(key.expression()) + " " + key.direction().sql() + " " + key.nulls().sql())
        .collect(Collectors.joining(", "));
  }

  /** Returns the call up to and with its FILTER clause. */
  String aggregate(AggregateCall call, String suffix) {
    StringBuilder text = new StringBuilder();
    if (call.name().equals(AggregateCall.COUNT_STAR)) {
      text.append("count(*");
    } else {
      text.append(SqlText.identifier(call.name())).append("(");
      if (call.quantifier() == AggregateCall.Quantifier.DISTINCT) {
        text.append("DISTINCT ");
      }
      text.append(list(call.arguments()));
    }
    if (!call.order().isEmpty()) {
      text.append(" ORDER BY ").append(keys(call.order()));
    }
    text.append(suffix).append(")");
    call.filter()
        .ifPresent(filter -> text.append(" FILTER (WHERE ").append(sql(filter)).append(")"));
    if (call.output() == AggregateCall.Output.STATE) {
      text.append(" EXPORT_STATE");
    }
    return text.toString();
  }
}
