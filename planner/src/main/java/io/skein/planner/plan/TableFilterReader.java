package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the filters that DuckDB pushed into scans. */
final class TableFilterReader {

  private TableFilterReader() {}

  /**
   * Reads a filter of one column. Returns nothing for a hint: a filter that DuckDB may ignore,
   * because the plan has the exact condition above.
   */
  static Optional<Expression> read(Attributes filter, Expression column) {
    String kind = filter.text("filter_type");
    Optional<Expression> condition =
        switch (kind) {
          case "LEGACY_CONSTANT_COMPARISON" -> Optional.of(comparison(filter, column));
          case "LEGACY_IS_NULL" -> Optional.of(test(OperatorCall.Kind.IS_NULL, column));
          case "LEGACY_IS_NOT_NULL" -> Optional.of(test(OperatorCall.Kind.IS_NOT_NULL, column));
          case "LEGACY_IN_FILTER" -> Optional.of(in(filter, column));
          case "LEGACY_CONJUNCTION_AND" -> and(filter, column);
          case "LEGACY_CONJUNCTION_OR" -> or(filter, column);
          case "LEGACY_STRUCT_EXTRACT" -> structExtract(filter, column);
          case "EXPRESSION_FILTER" -> Optional.of(expression(filter, column));
          case "LEGACY_OPTIONAL_FILTER" -> {
            filter.ignore("child_filter");
            yield Optional.empty();
          }
          default ->
              throw new UnsupportedPlanException("the table filter " + kind + " is not supported");
        };
    filter.finish();
    return condition;
  }

  /** Reads a filter whose column j is the position in the scan's columns that it lists. */
  static Expression readMultiColumn(Attributes filter, Scope scope) {
    if (!filter.text("filter_type").equals("EXPRESSION_FILTER")) {
      throw new UnsupportedPlanException("a table filter of several columns is not supported");
    }
    List<Integer> positions = filter.numbers("column_indexes");
    Expression condition =
        ExpressionReader.read(filter.required("expr"), scope.pick(positions))
            .mapColumns(column -> column.at(positions.get(column.index())));
    filter.finish();
    return condition;
  }

  private static Expression comparison(Attributes filter, Expression column) {
    ComparisonKind kind = ComparisonKind.ofPlan(filter.text("comparison_type"));
    return new Comparison(
        kind, column, new Literal(ConstantReader.read(filter.required("constant"))));
  }

  private static Expression test(OperatorCall.Kind kind, Expression column) {
    return new OperatorCall(kind, List.of(column), DataType.BOOLEAN);
  }

  private static Expression in(Attributes filter, Expression column) {
    List<Expression> operands = new ArrayList<>(List.of(column));
    for (JsonNode value : filter.elements("values")) {
      operands.add(new Literal(ConstantReader.read(value)));
    }
    return new OperatorCall(OperatorCall.Kind.IN, operands, DataType.BOOLEAN);
  }

  private static List<Optional<Expression>> children(Attributes filter, Expression column) {
    return filter.objects("child_filters").stream().map(child -> read(child, column)).toList();
  }

  private static Optional<Expression> and(Attributes filter, Expression column) {
    return joined(
        Conjunction.Kind.AND, children(filter, column).stream().flatMap(Optional::stream).toList());
  }

  /** Reads an OR; one hint among its branches makes a hint of the whole. */
  private static Optional<Expression> or(Attributes filter, Expression column) {
    List<Optional<Expression>> branches = children(filter, column);
    if (branches.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return joined(Conjunction.Kind.OR, branches.stream().flatMap(Optional::stream).toList());
  }

  private static Optional<Expression> joined(Conjunction.Kind kind, List<Expression> operands) {
    return switch (operands.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(operands.get(0));
      default -> Optional.of(new Conjunction(kind, operands));
    };
  }

  private static Optional<Expression> structExtract(Attributes filter, Expression column) {
    String name = filter.text("child_name");
    filter.ignore("child_idx");
    if (!(column.type() instanceof DataType.Struct struct)) {
      throw new UnsupportedPlanException("a filter on the field " + name + " of no struct");
    }
    DataType type =
        struct.fields().stream()
            .filter(field -> field.name().equals(name))
            .map(DataType.Field::type)
            .findFirst()
            .orElseThrow(
                () -> new UnsupportedPlanException("a filter on the missing field " + name));
    Expression field =
        new FunctionCall(
            "struct_extract",
            FunctionCall.Style.CALL,
            List.of(column, new Literal(new Constant(DataType.VARCHAR, new Constant.Text(name)))),
            List.of(),
            type);
    return read(filter.object("child_filter"), field);
  }

  /** Reads an expression whose only column is the filtered one. */
  private static Expression expression(Attributes filter, Expression column) {
    filter.ignore("column_indexes");
    Scope scope = Scope.of(0, List.of(column.type()));
    return ExpressionReader.read(filter.required("expr"), scope).mapColumns(reference -> column);
  }
}
