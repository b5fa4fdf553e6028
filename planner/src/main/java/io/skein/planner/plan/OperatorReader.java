package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the operators of a plan, inputs first. */
final class OperatorReader {

  private OperatorReader() {}

  static Operator read(JsonNode node) {
    String kind = node.path("type").asText();
    Attributes operator = new Attributes(node, kind);
    operator.ignore("type");
    List<Operator> inputs =
        operator.elements("children").stream().map(OperatorReader::read).toList();
    Operator result = read(kind, operator, inputs);
    operator.finish();
    return result;
  }

  private static Operator read(String kind, Attributes operator, List<Operator> inputs) {
    return switch (kind) {
      case "LOGICAL_GET" -> ScanReader.read(operator, inputs);
      case "LOGICAL_DUMMY_SCAN" -> Operator.of(new SingleRow(), operator.index("table_index"));
      case "LOGICAL_EMPTY_RESULT" -> emptyResult(operator);
      case "LOGICAL_EXPRESSION_GET" -> values(operator, inputs.get(0));
      case "LOGICAL_CHUNK_GET" -> chunk(operator);
      case "LOGICAL_CTE_REF" -> cteReference(operator);
      case "LOGICAL_PROJECTION" -> projection(operator, inputs.get(0));
      case "LOGICAL_FILTER" -> filter(operator, inputs.get(0));
      case "LOGICAL_AGGREGATE_AND_GROUP_BY" -> aggregate(operator, inputs.get(0));
      case "LOGICAL_WINDOW" -> window(operator, inputs.get(0));
      case "LOGICAL_UNNEST" -> unnest(operator, inputs.get(0));
      case "LOGICAL_DISTINCT" -> distinct(operator, inputs.get(0));
      case "LOGICAL_ORDER_BY" -> order(operator, inputs.get(0));
      case "LOGICAL_LIMIT" -> limit(operator, inputs.get(0));
      case "LOGICAL_COMPARISON_JOIN", "LOGICAL_ANY_JOIN", "LOGICAL_ASOF_JOIN" ->
          JoinReader.read(kind, operator, inputs.get(0), inputs.get(1));
      case "LOGICAL_CROSS_PRODUCT" ->
          new Operator(
              new CrossProduct(inputs.get(0).node(), inputs.get(1).node()),
              inputs.get(0).scope().plus(inputs.get(1).scope()));
      case "LOGICAL_POSITIONAL_JOIN" ->
          new Operator(
              new PositionalJoin(inputs.get(0).node(), inputs.get(1).node()),
              inputs.get(0).scope().plus(inputs.get(1).scope()));
      case "LOGICAL_UNION" -> setOperation(SetOperation.Kind.UNION, operator, inputs);
      case "LOGICAL_EXCEPT" -> setOperation(SetOperation.Kind.EXCEPT, operator, inputs);
      case "LOGICAL_INTERSECT" -> setOperation(SetOperation.Kind.INTERSECT, operator, inputs);
      case "LOGICAL_MATERIALIZED_CTE" -> materializedCte(operator, inputs);
      case "LOGICAL_RECURSIVE_CTE" -> recursiveCte(operator, inputs);
      default -> throw new UnsupportedPlanException("the operator " + kind + " is not supported");
    };
  }

  private static Operator emptyResult(Attributes operator) {
    List<DataType> types = DataTypeReader.readAll(operator.elements("return_types"));
    List<Scope.Binding> bindings = new ArrayList<>();
    for (Attributes binding : operator.objects("bindings")) {
      bindings.add(new Scope.Binding(binding.index("table_index"), binding.number("column_index")));
      binding.finish();
    }
    return new Operator(new EmptyResult(types), new Scope(types, bindings));
  }

  private static Operator values(Attributes operator, Operator input) {
    List<DataType> types = DataTypeReader.readAll(operator.elements("expr_types"));
    List<List<Expression>> rows = new ArrayList<>();
    for (JsonNode row : operator.elements("expressions")) {
      List<JsonNode> cells = new ArrayList<>();
      row.forEach(cells::add);
      rows.add(ExpressionReader.readAll(cells, input.scope()));
    }
    return Operator.of(new Values(input.node(), rows, types), operator.index("table_index"));
  }

  /** Reads constant rows, which DuckDB prints column by column. */
  private static Operator chunk(Attributes operator) {
    List<DataType> types = DataTypeReader.readAll(operator.elements("chunk_types"));
    Attributes collection = operator.object("collection");
    collection.ignore("types");
    List<JsonNode> columns = collection.elements("values");
    collection.finish();
    if (columns.size() != types.size()) {
      throw new UnsupportedPlanException("a part of the columns of constant rows");
    }
    int height = columns.isEmpty() ? 0 : columns.get(0).size();
    List<List<Expression>> rows = new ArrayList<>();
    for (int i = 0; i < height; i++) {
      int row = i;
      rows.add(
          columns.stream()
              .<Expression>map(column -> new Literal(ConstantReader.read(column.get(row))))
              .toList());
    }
    PlanNode node =
        rows.isEmpty() ? new EmptyResult(types) : new Values(new SingleRow(), rows, types);
    return Operator.of(node, operator.index("table_index"));
  }

  private static Operator cteReference(Attributes operator) {
    operator.ignore("bound_columns");
    CteReference.Scope rows =
        operator.flag("is_recurring") ? CteReference.Scope.ALL_SO_FAR : CteReference.Scope.CURRENT;
    List<DataType> types = DataTypeReader.readAll(operator.elements("chunk_types"));
    return Operator.of(
        new CteReference(operator.index("cte_index"), rows, types), operator.index("table_index"));
  }

  private static Operator projection(Attributes operator, Operator input) {
    List<Expression> expressions =
        ExpressionReader.readAll(operator.elements("expressions"), input.scope());
    return Operator.of(new Projection(input.node(), expressions), operator.index("table_index"));
  }

  private static Operator filter(Attributes operator, Operator input) {
    List<Expression> conditions =
        ExpressionReader.readAll(operator.elements("expressions"), input.scope());
    List<Integer> output = positions(operator, "projection_map", input);
    return new Operator(new Filter(input.node(), conditions, output), input.scope().pick(output));
  }

  /** Returns the positions that an operator puts out; none in the plan means all. */
  static List<Integer> positions(Attributes operator, String name, Operator input) {
    List<Integer> positions = operator.numbers(name);
    return positions.isEmpty() ? input.scope().all() : positions;
  }

  private static Operator aggregate(Attributes operator, Operator input) {
    operator.ignore("distinct_validity");
    List<Expression> groups = ExpressionReader.readAll(operator.elements("groups"), input.scope());
    List<AggregateCall> aggregates =
        operator.elements("expressions").stream()
            .map(each -> CallReader.aggregate(each, input.scope()))
            .toList();
    List<List<Integer>> functions = operator.numberLists("grouping_functions");
    Aggregate node =
        new Aggregate(
            input.node(), groups, operator.numberLists("grouping_sets"), aggregates, functions);
    Scope scope =
        Scope.of(operator.index("group_index"), groups.stream().map(Expression::type).toList())
            .plus(
                Scope.of(
                    operator.index("aggregate_index"),
                    aggregates.stream().map(AggregateCall::type).toList()))
            .plus(
                Scope.of(
                    operator.index("groupings_index"),
                    functions.stream().map(each -> DataType.BIGINT).toList()));
    return new Operator(node, scope);
  }

  private static Operator window(Attributes operator, Operator input) {
    List<WindowCall> calls =
        operator.elements("expressions").stream()
            .map(each -> WindowReader.read(each, input.scope()))
            .toList();
    Scope own =
        Scope.of(operator.index("window_index"), calls.stream().map(WindowCall::type).toList());
    return new Operator(new Window(input.node(), calls), input.scope().plus(own));
  }

  private static Operator unnest(Attributes operator, Operator input) {
    List<Expression> lists = new ArrayList<>();
    List<DataType> types = new ArrayList<>();
    for (Attributes unnest : operator.objects("expressions")) {
      if (!unnest.text("expression_class").equals("BOUND_UNNEST")) {
        throw new UnsupportedPlanException("LOGICAL_UNNEST of " + unnest.text("expression_class"));
      }
      unnest.ignore("type", "alias", "query_location", "query_location_length");
      lists.add(ExpressionReader.read(unnest.required("child"), input.scope()));
      types.add(DataTypeReader.read(unnest.required("return_type")));
      unnest.finish();
    }
    Scope own = Scope.of(operator.index("unnest_index"), types);
    return new Operator(new Unnest(input.node(), lists, types), input.scope().plus(own));
  }

  private static Operator distinct(Attributes operator, Operator input) {
    // Both kinds name their targets; DISTINCT names all columns, or what a collation makes of them.
    String kind = operator.text("distinct_type");
    if (!kind.equals("DISTINCT") && !kind.equals("DISTINCT_ON")) {
      throw new UnsupportedPlanException("the kind " + kind + " of DISTINCT is not supported");
    }
    List<Expression> targets =
        ExpressionReader.readAll(operator.elements("distinct_targets"), input.scope());
    List<SortKey> order = List.of();
    if (operator.has("order_by")) {
      Attributes orders = operator.object("order_by");
      order = CallReader.sortKeys(orders.elements("orders"), input.scope());
      orders.finish();
    }
    return new Operator(new Distinct(input.node(), targets, order), input.scope());
  }

  private static Operator order(Attributes operator, Operator input) {
    List<SortKey> keys = CallReader.sortKeys(operator.elements("orders"), input.scope());
    List<Integer> output = positions(operator, "projections", input);
    return new Operator(new Order(input.node(), keys, output), input.scope().pick(output));
  }

  private static Operator limit(Attributes operator, Operator input) {
    Limit.Amount count = amount(operator.object("limit_val"), input.scope());
    Limit.Amount offset = amount(operator.object("offset_val"), input.scope());
    return new Operator(new Limit(input.node(), count, offset), input.scope());
  }

  private static Limit.Amount amount(Attributes amount, Scope scope) {
    String kind = amount.text("type");
    amount.ignore("constant_percentage");
    Limit.Amount result =
        switch (kind) {
          case "UNSET" -> new Limit.Unset();
          case "CONSTANT_VALUE" -> new Limit.Rows(amount.index("constant_integer"));
          case "CONSTANT_PERCENTAGE" ->
              new Limit.Percentage(amount.required("constant_percentage").doubleValue());
          case "EXPRESSION_VALUE" ->
              new Limit.ComputedRows(ExpressionReader.read(amount.required("expression"), scope));
          case "EXPRESSION_PERCENTAGE" ->
              new Limit.ComputedPercentage(
                  ExpressionReader.read(amount.required("expression"), scope));
          default -> throw new UnsupportedPlanException("the limit " + kind + " is not supported");
        };
    amount.finish();
    return result;
  }

  private static Operator setOperation(
      SetOperation.Kind kind, Attributes operator, List<Operator> inputs) {
    operator.ignore("column_count");
    AggregateCall.Quantifier quantifier =
        operator.flagUnlessFalse("setop_all")
            ? AggregateCall.Quantifier.ALL
            : AggregateCall.Quantifier.DISTINCT;
    List<PlanNode> nodes = inputs.stream().map(Operator::node).toList();
    if (kind == SetOperation.Kind.UNION && quantifier == AggregateCall.Quantifier.DISTINCT) {
      throw new UnsupportedPlanException("LOGICAL_UNION that is not ALL is not supported");
    }
    return Operator.of(new SetOperation(kind, quantifier, nodes), operator.index("table_index"));
  }

  private static Operator materializedCte(Attributes operator, List<Operator> inputs) {
    operator.ignore("column_count", "ctename", "materialize");
    PlanNode node =
        new MaterializedCte(
            operator.index("table_index"), inputs.get(0).node(), inputs.get(1).node());
    return new Operator(node, inputs.get(1).scope());
  }

  private static Operator recursiveCte(Attributes operator, List<Operator> inputs) {
    operator.ignore("column_count", "ctename", "ref_recurring");
    if (operator.has("key_targets") && !operator.elements("key_targets").isEmpty()) {
      throw new UnsupportedPlanException("a recursive expression USING KEY is not supported");
    }
    AggregateCall.Quantifier quantifier =
        operator.flag("union_all")
            ? AggregateCall.Quantifier.ALL
            : AggregateCall.Quantifier.DISTINCT;
    List<DataType> types = DataTypeReader.readAll(operator.elements("internal_types"));
    long cte = operator.index("table_index");
    PlanNode node =
        new RecursiveCte(cte, quantifier, inputs.get(0).node(), inputs.get(1).node(), types);
    return Operator.of(node, cte);
  }
}
