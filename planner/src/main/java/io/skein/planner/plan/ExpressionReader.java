package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads expressions over the columns of one scope. */
final class ExpressionReader {
  /** Functions that depend on the catalog, the session, the names or the place they run at. */
  private static final Set<String> REFUSED =
      Set.of(
          "alias",
          "currval",
          "in_search_path",
          "nextval",
          "parse_duckdb_log_message",
          "setseed",
          "setval",
          "sleep_ms",
          "stats",
          "txid_current",
          "vector_type",
          "write_log");

  /** Null within a lambda, whose columns are not those of an operator. */
  private final Scope scope;

  private ExpressionReader(Scope scope) {
    this.scope = scope;
  }

  static Expression read(JsonNode node, Scope scope) {
    return new ExpressionReader(scope).read(node);
  }

  static List<Expression> readAll(List<JsonNode> nodes, Scope scope) {
    return new ExpressionReader(scope).readAll(nodes);
  }

  private List<Expression> readAll(List<JsonNode> nodes) {
    return nodes.stream().map(this::read).toList();
  }

  private Expression read(JsonNode node) {
    Attributes attributes = new Attributes(node, "an expression");
    String kind = attributes.text("expression_class");
    attributes.ignore("type", "alias", "query_location", "query_location_length");
    Attributes expression = new Attributes(node, kind);
    expression.ignore(
        "expression_class", "type", "alias", "query_location", "query_location_length");
    Expression result =
        switch (kind) {
          case "BOUND_REF" -> reference(expression);
          case "BOUND_COLUMN_REF" -> boundReference(expression);
          case "BOUND_CONSTANT" -> new Literal(ConstantReader.read(expression.required("value")));
          case "BOUND_FUNCTION" -> function(expression);
          case "BOUND_CONJUNCTION" -> conjunction(expression);
          case "BOUND_OPERATOR" -> operator(expression);
          case "BOUND_CASE" -> caseExpression(expression);
          default ->
              throw new UnsupportedPlanException("the expression " + kind + " is not supported");
        };
    expression.finish();
    return result;
  }

  private static DataType type(Attributes expression) {
    return DataTypeReader.read(expression.required("return_type"));
  }

  private Expression reference(Attributes expression) {
    int index = expression.number("index");
    DataType type = type(expression);
    return scope == null ? new ColumnReference(index, type) : scope.at(index, type);
  }

  private Expression boundReference(Attributes expression) {
    DataType type = type(expression);
    Attributes binding = expression.object("binding");
    Scope.Binding bound =
        new Scope.Binding(binding.index("table_index"), binding.number("column_index"));
    binding.finish();
    if (scope == null) {
      throw new UnsupportedPlanException("a bound column within a lambda is not supported");
    }
    return scope.bound(bound, type);
  }

  private Expression conjunction(Attributes expression) {
    Conjunction.Kind kind =
        switch (expression.text("type")) {
          case "CONJUNCTION_AND" -> Conjunction.Kind.AND;
          case "CONJUNCTION_OR" -> Conjunction.Kind.OR;
          default -> throw unsupported(expression.text("type"));
        };
    return new Conjunction(kind, readAll(expression.elements("children")));
  }

  private Expression operator(Attributes expression) {
    OperatorCall.Kind kind =
        switch (expression.text("type")) {
          case "OPERATOR_IS_NULL" -> OperatorCall.Kind.IS_NULL;
          case "OPERATOR_IS_NOT_NULL" -> OperatorCall.Kind.IS_NOT_NULL;
          case "OPERATOR_NOT" -> OperatorCall.Kind.NOT;
          case "OPERATOR_COALESCE" -> OperatorCall.Kind.COALESCE;
          case "OPERATOR_TRY" -> OperatorCall.Kind.TRY;
          case "COMPARE_IN" -> OperatorCall.Kind.IN;
          case "COMPARE_NOT_IN" -> OperatorCall.Kind.NOT_IN;
          default -> throw unsupported(expression.text("type"));
        };
    return new OperatorCall(kind, readAll(expression.elements("children")), type(expression));
  }

  private Expression caseExpression(Attributes expression) {
    List<CaseExpression.Branch> branches = new ArrayList<>();
    for (Attributes check : expression.objects("case_checks")) {
      branches.add(
          new CaseExpression.Branch(
              read(check.required("when_expr")), read(check.required("then_expr"))));
      check.finish();
    }
    return new CaseExpression(branches, read(expression.required("else_expr")), type(expression));
  }

  private Expression function(Attributes expression) {
    String kind = expression.text("type");
    String name = functionName(expression);
    List<JsonNode> children = expression.elements("children");
    DataType type = type(expression);
    expression.ignore("arguments", "has_serialize", "function_data", "positional_arguments");
    // What is left of these after planning was not a constant of the session.
    if (REFUSED.contains(name) || name.startsWith("current_")) {
      throw new UnsupportedPlanException(
          "the function " + name + " depends on where it is planned or run");
    }
    FunctionCall.Style style =
        expression.flag("is_operator") ? FunctionCall.Style.OPERATOR : FunctionCall.Style.CALL;
    List<String> names = expression.texts("named_arguments");
    if (kind.equals("OPERATOR_CAST")) {
      return cast(expression, name, children, type);
    }
    if (kind.equals("COMPARE_BETWEEN")) {
      return between(expression, readAll(children));
    }
    if (kind.startsWith("COMPARE_")) {
      List<Expression> sides = readAll(children);
      return new Comparison(ComparisonKind.ofPlan(kind), sides.get(0), sides.get(1));
    }
    if (!kind.equals("BOUND_FUNCTION")) {
      throw unsupported(kind);
    }
    if (children.stream().anyMatch(ExpressionReader::isLambda)) {
      return lambdaCall(expression, name, children, type);
    }
    return new FunctionCall(name, style, readAll(children), names, type);
  }

  /** Returns the function's name; only DuckDB's own functions are there on every node. */
  static String functionName(Attributes expression) {
    Attributes qualified = expression.object("qname");
    List<String> path = qualified.texts("path");
    qualified.finish();
    String name = path.get(path.size() - 1);
    boolean builtIn =
        path.size() == 1
            || (path.size() == 3 && path.get(0).equals("system") && path.get(1).equals("main"));
    if (!builtIn || name.startsWith("__internal")) {
      throw new UnsupportedPlanException(
          "the function " + String.join(".", path) + " is not supported");
    }
    return name;
  }

  private Expression cast(
      Attributes expression, String name, List<JsonNode> children, DataType type) {
    if (!name.equals("__cast") || children.size() != 1) {
      throw new UnsupportedPlanException("the cast function " + name + " is not supported");
    }
    boolean tries = expression.object("function_data").flag("try_cast");
    return new Cast(read(children.get(0)), type, tries ? Cast.Failure.NULL : Cast.Failure.ERROR);
  }

  private static Expression between(Attributes expression, List<Expression> operands) {
    Attributes bounds = expression.object("function_data");
    boolean lower = bounds.flag("lower_inclusive");
    boolean upper = bounds.flag("upper_inclusive");
    bounds.finish();
    return new Between(
        operands.get(0),
        operands.get(1),
        operands.get(2),
        lower ? ComparisonKind.GREATER_OR_EQUAL : ComparisonKind.GREATER,
        upper ? ComparisonKind.LESS_OR_EQUAL : ComparisonKind.LESS);
  }

  private static boolean isLambda(JsonNode node) {
    return node.path("expression_class").asText().equals("BOUND_LAMBDA");
  }

  /** Reads a call whose children are list, lambda, maybe an initial value, captures. */
  private Expression lambdaCall(
      Attributes expression, String name, List<JsonNode> children, DataType type) {
    if (children.size() < 2 || !isLambda(children.get(1))) {
      throw new UnsupportedPlanException("the lambda of " + name + " is not its second argument");
    }
    Attributes lambda = new Attributes(children.get(1), "the lambda of " + name);
    lambda.ignore("expression_class", "type", "return_type", "alias", "parameter_names");
    lambda.ignore("query_location", "query_location_length");
    int parameterCount = lambda.number("parameter_count");
    Expression body = new ExpressionReader(null).read(lambda.required("lambda_expr"));
    lambda.finish();
    List<Expression> rest = readAll(children.subList(2, children.size()));
    int initial =
        expression.has("function_data") && expression.object("function_data").flag("has_initial")
            ? 1
            : 0;
    List<Expression> arguments = new ArrayList<>(List.of(read(children.get(0))));
    arguments.addAll(rest.subList(0, initial));
    return new LambdaCall(
        name, arguments, parameterCount, body, rest.subList(initial, rest.size()), type);
  }

  private static UnsupportedPlanException unsupported(String kind) {
    return new UnsupportedPlanException("the expression " + kind + " is not supported");
  }
}
