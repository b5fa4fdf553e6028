package io.skein.planner.render;

import io.skein.planner.plan.WindowCall;
import io.skein.planner.plan.WindowFrame;
import io.skein.planner.plan.WindowFrame.Bound;
import io.skein.planner.plan.WindowFrame.Exclusion;
import io.skein.planner.plan.WindowFrame.Mode;
import io.skein.planner.plan.WindowFrame.Place;
import java.util.ArrayList;
import java.util.List;

/** Calls of window functions as SQL text. */
final class WindowRenderer {
  private final ExpressionRenderer expressions;

  WindowRenderer(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  String sql(WindowCall call) {
    boolean ignore = call.nullTreatment() == WindowCall.NullTreatment.IGNORE;
    String function = expressions.aggregate(call.function(), ignore ? " IGNORE NULLS" : "");
    List<String> clauses = new ArrayList<>();
    if (!call.partitions().isEmpty()) {
      clauses.add(
          "PARTITION BY "
              + String.join(", ", call.partitions().stream().map(expressions::key).toList()));
    }
    if (!call.order().isEmpty()) {
      clauses.add("ORDER BY " + expressions.keys(call.order()));
    }
    if (!isDefault(call.frame())) {
      clauses.add(frame(call.frame()));
    }
    return function + " OVER (" + String.join(" ", clauses) + ")";
  }

  private static boolean isDefault(WindowFrame frame) {
    return frame.mode() == Mode.RANGE
        && frame.start().place() == Place.UNBOUNDED_PRECEDING
        && frame.end().place() == Place.CURRENT_ROW
        && frame.exclusion() == Exclusion.NONE;
  }

  private String frame(WindowFrame frame) {
    return "%s BETWEEN %s AND %s%s"
        .formatted(frame.mode(), bound(frame.start()), bound(frame.end()), frame.exclusion().sql());
  }

  private String bound(Bound bound) {
    return bound.offset().map(offset -> expressions.sql(offset) + " ").orElse("")
        + bound.place().sql();
  }
}
