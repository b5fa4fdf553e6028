package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads sort keys and calls of aggregate functions. */
final class CallReader {
  /** Aggregates whose result depends on the statistics of the table that they are bound over. */
  private static final Set<String> REFUSED = Set.of("bitstring_agg");

  private CallReader() {}

  static List<SortKey> sortKeys(List<JsonNode> nodes, Scope scope) {
    return nodes.stream().map(node -> sortKey(new Attributes(node, "a sort key"), scope)).toList();
  }

  private static SortKey sortKey(Attributes key, Scope scope) {
    SortKey.Direction direction =
        switch (key.text("type")) {
          case "ASCENDING" -> SortKey.Direction.ASCENDING;
          case "DESCENDING" -> SortKey.Direction.DESCENDING;
          default -> throw unsupported("the order " + key.text("type"));
        };
    SortKey.Nulls nulls =
        switch (key.text("null_order")) {
          case "NULLS FIRST" -> SortKey.Nulls.FIRST;
          case "NULLS LAST" -> SortKey.Nulls.LAST;
          default -> throw unsupported("the order of nulls " + key.text("null_order"));
        };
    Expression expression = ExpressionReader.read(key.required("expression"), scope);
    key.finish();
    return new SortKey(expression, direction, nulls);
  }

  static AggregateCall aggregate(JsonNode node, Scope scope) {
    Attributes call = new Attributes(node, "an aggregate");
    if (!call.text("expression_class").equals("BOUND_AGGREGATE")) {
      throw unsupported("the aggregate " + call.text("expression_class"));
    }
    call.ignore("type", "alias", "query_location", "query_location_length");
    call.ignore("arguments", "has_serialize", "function_data");
    String name = ExpressionReader.functionName(call);
    if (call.has("state_export")) {
      throw unsupported("the state of the aggregate " + name);
    }
    AggregateCall.Quantifier quantifier =
        switch (call.text("aggregate_type")) {
          case "DISTINCT" -> AggregateCall.Quantifier.DISTINCT;
          case "NON_DISTINCT" -> AggregateCall.Quantifier.ALL;
          default -> throw unsupported("the aggregate type " + call.text("aggregate_type"));
        };
    List<SortKey> order = List.of();
    if (call.has("order_bys")) {
      Attributes orders = call.object("order_bys");
      order = sortKeys(orders.elements("orders"), scope);
      orders.finish();
    }
    AggregateCall result =
        aggregate(call, name, quantifier, optional(call, "filter", scope), order, scope);
    call.finish();
    return result;
  }

  /** Reads the arguments and the type of a call whose other parts were read. */
  static AggregateCall aggregate(
      Attributes call,
      String name,
      AggregateCall.Quantifier quantifier,
      Optional<Expression> filter,
      List<SortKey> order,
      Scope scope) {
    if (REFUSED.contains(name)) {
      throw unsupported("the aggregate " + name);
    }
    List<Expression> arguments = ExpressionReader.readAll(call.elements("children"), scope);
    DataType type = DataTypeReader.read(call.required("return_type"));
    return new AggregateCall(
        name, arguments, quantifier, filter, order, AggregateCall.Output.VALUE, type);
  }

  static Optional<Expression> optional(Attributes owner, String name, Scope scope) {
    return owner.has(name)
        ? Optional.of(ExpressionReader.read(owner.required(name), scope))
        : Optional.empty();
  }

  private static UnsupportedPlanException unsupported(String what) {
    return new UnsupportedPlanException(what + " is not supported");
  }
}
