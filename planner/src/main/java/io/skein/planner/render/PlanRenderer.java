package io.skein.planner.render;

import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.AsofJoin;
import io.skein.planner.plan.ColumnReference;
import io.skein.planner.plan.Constant;
import io.skein.planner.plan.CrossProduct;
import io.skein.planner.plan.CteReference;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Distinct;
import io.skein.planner.plan.EmptyResult;
import io.skein.planner.plan.Expression;
import io.skein.planner.plan.Filter;
import io.skein.planner.plan.Join;
import io.skein.planner.plan.LateralFunction;
import io.skein.planner.plan.Limit;
import io.skein.planner.plan.Literal;
import io.skein.planner.plan.MaterializedCte;
import io.skein.planner.plan.Order;
import io.skein.planner.plan.PlanNode;
import io.skein.planner.plan.PositionalJoin;
import io.skein.planner.plan.Projection;
import io.skein.planner.plan.RecursiveCte;
import io.skein.planner.plan.RelationReference;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.ScanColumn;
import io.skein.planner.plan.SetOperation;
import io.skein.planner.plan.SingleRow;
import io.skein.planner.plan.SortKey;
import io.skein.planner.plan.TableFunction;
import io.skein.planner.plan.Unnest;
import io.skein.planner.plan.Values;
import io.skein.planner.plan.Window;
import io.skein.protocol.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Renders the operators of one plan, inputs first. Not thread-safe; for one statement. */
final class PlanRenderer {
  private final Function<Scan, String> relations;
  private final Names names = new Names();

  PlanRenderer(Function<Scan, String> relations) {
    this.relations = relations;
  }

  Select render(PlanNode node) {
    if (node instanceof Scan scan) {
      return scan(scan);
    }
    if (node instanceof RelationReference reference) {
      return named(reference.relation(), reference.types().size());
    }
    if (node instanceof CteReference reference) {
      String prefix = reference.scope() == CteReference.Scope.ALL_SO_FAR ? "recurring." : "";
      return named(prefix + cteName(reference.cte()), reference.types().size());
    }
    if (node instanceof TableFunction function) {
      return tableFunction(function);
    }
    if (node instanceof LateralFunction function) {
      return lateral(function);
    }
    if (node instanceof SingleRow) {
      return Select.row(List.of("0"));
    }
    if (node instanceof EmptyResult empty) {
      return Select.row(empty.types().stream().map(PlanRenderer::nullOf).toList())
          .withConditions(List.of("false"))
          .withSuffix(Select.Form.COMPUTED, "");
    }
    if (node instanceof Values values) {
      return values(values);
    }
    if (node instanceof Projection projection) {
      return projection(projection);
    }
    if (node instanceof Filter filter) {
      Select input = open(render(filter.input()));
      Select filtered = input.withConditions(over(input).all(filter.conditions()));
      return filtered.withColumns(filtered.form(), pick(filtered.columns(), filter.output()));
    }
    if (node instanceof Aggregate aggregate) {
      return aggregate(aggregate);
    }
    if (node instanceof Window window) {
      Select input = open(render(window.input()));
      WindowRenderer calls = new WindowRenderer(over(input));
      return computed(input, window.calls().stream().map(calls::sql).toList());
    }
    if (node instanceof Unnest unnest) {
      Select input = open(render(unnest.input()));
      return computed(
          input,
          over(input).all(unnest.lists()).stream().map(list -> "unnest(" + list + ")").toList());
    }
    if (node instanceof Distinct distinct) {
      return distinct(distinct);
    }
    if (node instanceof Order order) {
      Select input = open(render(order.input()));
      String keys = over(input).keys(variable(order.keys()));
      return input
          .withColumns(Select.Form.COMPUTED, pick(input.columns(), order.output()))
          .withSuffix(Select.Form.COMPUTED, keys.isEmpty() ? "" : " ORDER BY " + keys);
    }
    if (node instanceof Limit limit) {
      return new LimitRenderer(this).render(limit);
    }
    if (node instanceof Join join) {
      return new JoinRenderer(this).join(join);
    }
    if (node instanceof AsofJoin join) {
      return new JoinRenderer(this).asof(join);
    }
    if (node instanceof CrossProduct product) {
      return sideBySide(product.left(), " CROSS JOIN ", product.right());
    }
    if (node instanceof PositionalJoin join) {
      return sideBySide(join.left(), " POSITIONAL JOIN ", join.right());
    }
    if (node instanceof SetOperation operation) {
      String keyword =
          operation.quantifier() == AggregateCall.Quantifier.ALL
              ? operation.kind() + " ALL"
              : operation.kind().name();
      String text =
          operation.children().stream()
              .map(child -> "(" + render(child).text() + ")")
              .collect(Collectors.joining(" " + keyword + " "));
      return subselect(text, operation.types().size());
    }
    if (node instanceof MaterializedCte cte) {
      String definition = render(cte.definition()).text();
      return render(cte.consumer())
          .withCte(cteName(cte.cte()) + " AS MATERIALIZED (" + definition + ")");
    }
    return recursion((RecursiveCte) node);
  }

  ExpressionRenderer over(Select input) {
    return over(input.columns());
  }

  ExpressionRenderer over(List<String> columns) {
    return new ExpressionRenderer(columns, names);
  }

  /** Returns the statement, or a sub-select of it, to which conditions and columns can be added. */
  Select open(Select select) {
    return select.isOpen() ? select : subselect(select.text(), select.columns().size());
  }

  /** Returns the statement, or a sub-select of it, whose FROM clause can be joined. */
  Select joinable(Select select) {
    return select.isJoinable() ? select : subselect(select.text(), select.columns().size());
  }

  private Select subselect(String text, int width) {
    return named("(" + text + ")", width);
  }

  Select named(String relation, int width) {
    String alias = names.relation();
    return Select.relation(relation + " AS " + alias, columns(alias, width));
  }

  private static List<String> columns(String alias, int width) {
    return Select.names(width).stream().map(name -> alias + "." + name).toList();
  }

  static <T> List<T> pick(List<T> elements, List<Integer> positions) {
    return positions.stream().map(elements::get).toList();
  }

  private static Select computed(Select input, List<String> more) {
    List<String> columns = new ArrayList<>(input.columns());
    columns.addAll(more);
    return input.withColumns(Select.Form.COMPUTED, columns);
  }

  String freshName() {
    return names.relation();
  }

  static String cteName(long cte) {
    return "cte" + cte;
  }

  private static String nullOf(DataType type) {
    return ConstantRenderer.sql(new Constant(type, new Constant.Null()));
  }

  /** Returns the keys that are not the same for all rows. */
  private static List<SortKey> variable(List<SortKey> keys) {
    return keys.stream().filter(key -> !(key.expression() instanceof Literal)).toList();
  }

  private Select scan(Scan scan) {
    String alias = names.relation();
    List<String> columns = scan.columns().stream().map(column -> column(alias, column)).toList();
    Select select =
        Select.relation(relations.apply(scan) + " AS " + alias, columns)
            .withConditions(over(columns).all(scan.filters()));
    return select.withColumns(
        scan.numbersRows() ? Select.Form.COMPUTED : select.form(), pick(columns, scan.output()));
  }

  private static String column(String alias, ScanColumn column) {
    return switch (column.kind()) {
      case TABLE -> {
        String name = alias + "." + SqlText.identifier(column.name());
        // A cast takes the table's collation off: plans apply it by function calls.
        yield column.type() instanceof DataType.CollatedText
            ? "CAST(" + name + " AS VARCHAR)"
            : name;
      }
      case ROW_ID -> "CAST(0 AS BIGINT)";
      case PLACEHOLDER -> "true";
      case ROW_NUMBER -> "row_number() OVER ()";
    };
  }

  private Select tableFunction(TableFunction function) {
    String arguments =
        function.arguments().stream().map(ConstantRenderer::sql).collect(Collectors.joining(", "));
    String alias = names.relation();
    return Select.relation(
        "%s(%s) AS %s(%s)"
            .formatted(
                function.name(),
                arguments,
                alias,
                String.join(", ", Select.names(function.width()))),
        pick(columns(alias, function.width()), function.output()));
  }

  private Select lateral(LateralFunction function) {
    Select input = joinable(render(function.input()));
    int width = function.functionTypes().size();
    String alias = names.relation();
    String call =
        "LATERAL %s(%s) AS %s(%s)"
            .formatted(
                function.name(),
                String.join(", ", input.columns().subList(0, function.argumentCount())),
                alias,
                String.join(", ", Select.names(width)));
    List<String> columns = new ArrayList<>(columns(alias, width));
    columns.addAll(pick(input.columns(), function.kept()));
    return Select.relation(input.from() + ", " + call, columns)
        .withColumns(Select.Form.FILTERED, columns);
  }

  private Select values(Values values) {
    if (values.input() instanceof SingleRow) {
      ExpressionRenderer cells = over(List.of("0"));
      String rows =
          values.rows().stream()
              .map(row -> "(" + String.join(", ", cells.all(row)) + ")")
              .collect(Collectors.joining(", "));
      String alias = names.relation();
      int width = values.types().size();
      return Select.relation(
          "(VALUES %s) AS %s(%s)".formatted(rows, alias, String.join(", ", Select.names(width))),
          columns(alias, width));
    }
    List<String> branches = new ArrayList<>();
    for (List<Expression> row : values.rows()) {
      branches.add("(" + projection(new Projection(values.input(), row)).text() + ")");
    }
    return subselect(String.join(" UNION ALL ", branches), values.types().size());
  }

  private Select projection(Projection projection) {
    Select input = open(render(projection.input()));
    boolean picks = projection.expressions().stream().allMatch(ColumnReference.class::isInstance);
    return input.withColumns(
        picks ? input.form() : Select.Form.COMPUTED, over(input).all(projection.expressions()));
  }

  private Select aggregate(Aggregate aggregate) {
    Select input = open(render(aggregate.input()));
    List<String> groups = over(input).all(aggregate.groups());
    if (!areDistinctColumns(aggregate.groups(), groups)) {
      int width = input.columns().size();
      input = open(computed(input, groups));
      groups = input.columns().subList(width, width + groups.size());
    }
    ExpressionRenderer expressions = over(input);
    List<String> columns = new ArrayList<>(groups);
    for (AggregateCall call : aggregate.aggregates()) {
      columns.add(expressions.aggregate(call, ""));
    }
    for (List<Integer> function : aggregate.groupingFunctions()) {
      columns.add("GROUPING(" + String.join(", ", pick(groups, function)) + ")");
    }
    if (columns.isEmpty()) {
      columns.add("count(*)");
    }
    return input
        .withColumns(Select.Form.COMPUTED, columns)
        .withSuffix(Select.Form.COMPUTED, groupBy(aggregate, groups));
  }

  /** Returns whether GROUP BY takes the texts for what they are: columns, each named once. */
  private static boolean areDistinctColumns(List<Expression> groups, List<String> texts) {
    return groups.stream().allMatch(ColumnReference.class::isInstance)
        && texts.stream().distinct().count() == texts.size()
        && texts.stream().allMatch(text -> text.startsWith("t") && text.contains("."));
  }

  private static String groupBy(Aggregate aggregate, List<String> groups) {
    if (aggregate.groupingSets().isEmpty()) {
      return groups.isEmpty() ? "" : " GROUP BY " + String.join(", ", groups);
    }
    if (groups.isEmpty() && aggregate.groupingSets().size() == 1) {
      return "";
    }
    return aggregate.groupingSets().stream()
        .map(set -> "(" + String.join(", ", pick(groups, set)) + ")")
        .collect(Collectors.joining(", ", " GROUP BY GROUPING SETS (", ")"));
  }

  private Select distinct(Distinct distinct) {
    Select input = open(render(distinct.input()));
    if (distinct.comparesWholeRows()) {
      return input.withDistinct("DISTINCT ");
    }
    ExpressionRenderer expressions = over(input);
    String targets =
        distinct.targets().stream().map(expressions::key).collect(Collectors.joining(", "));
    String order = expressions.keys(variable(distinct.order()));
    Select chosen =
        input
            .withDistinct("DISTINCT ON (" + targets + ") ")
            .withSuffix(Select.Form.CLOSED, order.isEmpty() ? "" : " ORDER BY " + order);
    // Else a join above filters the rows below by its keys, and others are chosen: see
    // DistinctOnBarrier.
    String name = names.relation();
    String text =
        "WITH %s AS MATERIALIZED (%s) SELECT * FROM %s".formatted(name, chosen.text(), name);
    return subselect(text, chosen.columns().size());
  }

  private Select sideBySide(PlanNode leftNode, String keyword, PlanNode rightNode) {
    Select left = joinable(render(leftNode));
    Select right = joinable(render(rightNode));
    List<String> columns = new ArrayList<>(left.columns());
    columns.addAll(right.columns());
    return Select.join(left.from() + keyword + right.operand(), columns);
  }

  private Select recursion(RecursiveCte cte) {
    int width = cte.types().size();
    String name = cteName(cte.cte());
    String keyword = cte.quantifier() == AggregateCall.Quantifier.ALL ? "UNION ALL" : "UNION";
    return subselect(
        "WITH RECURSIVE %s(%s) AS ((%s) %s (%s)) SELECT * FROM %s"
            .formatted(
                name,
                String.join(", ", Select.names(width)),
                render(cte.seed()).text(),
                keyword,
                render(cte.step()).text(),
                name),
        width);
  }
}
