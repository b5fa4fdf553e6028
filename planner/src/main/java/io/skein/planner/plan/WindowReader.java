package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.skein.planner.plan.WindowFrame.Bound;
import io.skein.planner.plan.WindowFrame.Mode;
import io.skein.planner.plan.WindowFrame.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads calls of window functions. */
final class WindowReader {
  private final Attributes call;
  private final Scope scope;

  private WindowReader(Attributes call, Scope scope) {
    this.call = call;
    this.scope = scope;
  }

  static WindowCall read(JsonNode node, Scope scope) {
    Attributes call = new Attributes(node, "a window function");
    WindowCall result = new WindowReader(call, scope).read();
    call.finish();
    return result;
  }

  private WindowCall read() {
    if (!call.text("expression_class").equals("BOUND_WINDOW")) {
      throw unsupported("the window function " + call.text("expression_class"));
    }
    call.ignore("alias", "query_location", "query_location_length");
    call.ignore("arguments", "has_serialize", "function_data");
    AggregateCall.Quantifier quantifier =
        call.flag("distinct") ? AggregateCall.Quantifier.DISTINCT : AggregateCall.Quantifier.ALL;
    AggregateCall function =
        CallReader.aggregate(
            call,
            name(),
            quantifier,
            CallReader.optional(call, "filters", scope),
            CallReader.sortKeys(call.elements("arg_orders"), scope),
            scope);
    List<Expression> partitions = ExpressionReader.readAll(call.elements("partitions"), scope);
    List<SortKey> order = CallReader.sortKeys(call.elements("orders"), scope);
    WindowFrame frame = frame();
    return new WindowCall(
        function,
        call.flag("ignore_nulls")
            ? WindowCall.NullTreatment.IGNORE
            : WindowCall.NullTreatment.RESPECT,
        partitions,
        withoutRangeCasts(order),
        frame);
  }

  private String name() {
    return switch (call.text("type")) {
      case "WINDOW_AGGREGATE" -> ExpressionReader.functionName(call);
      case "WINDOW_ROW_NUMBER" -> "row_number";
      case "WINDOW_RANK" -> "rank";
      case "WINDOW_RANK_DENSE" -> "dense_rank";
      case "WINDOW_PERCENT_RANK" -> "percent_rank";
      case "WINDOW_CUME_DIST" -> "cume_dist";
      case "WINDOW_NTILE" -> "ntile";
      case "WINDOW_LEAD" -> "lead";
      case "WINDOW_LAG" -> "lag";
      case "WINDOW_FIRST_VALUE" -> "first_value";
      case "WINDOW_LAST_VALUE" -> "last_value";
      case "WINDOW_NTH_VALUE" -> "nth_value";
      case "WINDOW_FILL" -> "fill";
      default -> throw unsupported("the window function " + call.text("type"));
    };
  }

  private WindowFrame frame() {
    String start = call.text("start");
    String end = call.text("end");
    Mode startMode = mode(start);
    Mode endMode = mode(end);
    if (startMode != null && endMode != null && startMode != endMode) {
      throw unsupported("a window frame from " + start + " to " + end);
    }
    Mode mode = startMode != null ? startMode : endMode != null ? endMode : Mode.RANGE;
    Bound first = bound(start, "start_expr", mode, "sql_range_start_boundary");
    Bound last = bound(end, "end_expr", mode, "sql_range_end_boundary");
    call.ignore("sql_range_start", "sql_range_end", "sql_range_order_type");
    return new WindowFrame(mode, first, last, exclusion());
  }

  private static Mode mode(String bound) {
    if (bound.endsWith("_ROWS")) {
      return Mode.ROWS;
    }
    if (bound.endsWith("_RANGE")) {
      return Mode.RANGE;
    }
    return bound.endsWith("_GROUPS") ? Mode.GROUPS : null;
  }

  private Bound bound(String name, String expression, Mode mode, String boundary) {
    if (name.equals("UNBOUNDED_PRECEDING")) {
      return new Bound(Place.UNBOUNDED_PRECEDING, Optional.empty());
    }
    if (name.equals("UNBOUNDED_FOLLOWING")) {
      return new Bound(Place.UNBOUNDED_FOLLOWING, Optional.empty());
    }
    if (name.startsWith("CURRENT_ROW_")) {
      return new Bound(Place.CURRENT_ROW, Optional.empty());
    }
    Place place =
        name.startsWith("EXPR_PRECEDING_")
            ? Place.PRECEDING
            : name.startsWith("EXPR_FOLLOWING_") ? Place.FOLLOWING : null;
    if (place == null) {
      throw unsupported("the window bound " + name);
    }
    Expression offset = ExpressionReader.read(call.required(expression), scope);
    return new Bound(
        place, Optional.of(mode == Mode.RANGE ? rangeOffset(offset, boundary) : offset));
  }

  /**
   * Returns the offset of a RANGE bound. The plan has the computed bound, {@code key - offset},
   * below the casts that fit it to the key.
   */
  private Expression rangeOffset(Expression computed, String boundaryName) {
    Attributes boundary = call.object(boundaryName);
    int casts = boundary.elements("result_casts").size();
    DataType offsetType = DataTypeReader.read(boundary.required("offset_type"));
    Expression sum = computed;
    for (int i = 0; i < casts; i++) {
      sum = uncast(sum);
    }
    if (sum instanceof FunctionCall function
        && (function.name().equals("+") || function.name().equals("-"))
        && function.arguments().size() == 2
        && function.arguments().get(1).type().equals(offsetType)) {
      return function.arguments().get(1);
    }
    throw unsupported("the offset of a RANGE frame in " + computed);
  }

  /** Returns the order without the casts that fit its key to the computed bounds. */
  private List<SortKey> withoutRangeCasts(List<SortKey> order) {
    int casts = call.elements("sql_range_order_casts").size();
    if (casts == 0) {
      return order;
    }
    Expression key = order.get(0).expression();
    for (int i = 0; i < casts; i++) {
      key = uncast(key);
    }
    List<SortKey> stripped = new ArrayList<>(order);
    stripped.set(0, order.get(0).withExpression(key));
    return stripped;
  }

  private static Expression uncast(Expression expression) {
    if (expression instanceof Cast cast) {
      return cast.input();
    }
    throw unsupported("the bound of a RANGE frame in " + expression);
  }

  private WindowFrame.Exclusion exclusion() {
    String name = call.text("exclude_clause");
    return switch (name) {
      case "NO_OTHER" -> WindowFrame.Exclusion.NONE;
      case "CURRENT_ROW" -> WindowFrame.Exclusion.CURRENT_ROW;
      case "GROUP" -> WindowFrame.Exclusion.GROUP;
      case "TIES" -> WindowFrame.Exclusion.TIES;
      default -> throw unsupported("the frame exclusion " + name);
    };
  }

  private static UnsupportedPlanException unsupported(String what) {
    return new UnsupportedPlanException(what + " is not supported");
  }
}
