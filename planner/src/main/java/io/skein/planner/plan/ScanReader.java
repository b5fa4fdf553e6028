package io.skein.planner.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads LOGICAL_GET: scans of tables and calls of table functions. */
final class ScanReader {
  /** Table functions whose rows follow from their arguments alone. */
  private static final Set<String> FUNCTIONS =
      Set.of("range", "generate_series", "unnest", "repeat", "repeat_row");

  private final Attributes get;
  private final long table;
  private final List<JsonNode> returnedTypes;
  private final List<String> names;

  private ScanReader(Attributes get) {
    this.get = get;
    this.table = get.index("table_index");
    this.returnedTypes = get.elements("returned_types");
    this.names = get.texts("names");
    get.ignore("arguments", "has_serialize", "input_table_names", "table_filters_by_projection");
  }

  /** Reads the operator over its inputs, of which a table has none. */
  static Operator read(Attributes get, List<Operator> inputs) {
    ScanReader reader = new ScanReader(get);
    String function = ExpressionReader.functionName(get);
    if (function.equals("seq_scan") && inputs.isEmpty()) {
      return reader.scan();
    }
    if (!FUNCTIONS.contains(function)) {
      throw new UnsupportedPlanException("the table function " + function + " is not supported");
    }
    return inputs.isEmpty() ? reader.function(function) : reader.lateral(function, inputs.get(0));
  }

  private Operator scan() {
    Attributes data = get.object("function_data");
    data.ignore("catalog", "schema", "table", "is_create_index");
    if (data.flag("is_index_scan")) {
      throw new UnsupportedPlanException("an index scan is not supported");
    }
    Attributes qualified = data.object("qualified_name");
    List<String> path = qualified.texts("path");
    qualified.finish();
    data.finish();
    get.expectEmpty("parameters");
    get.expectEmpty("named_parameters");
    get.expectEmpty("input_table_types");
    get.expectEmpty("projected_input");
    if (path.size() != 3) {
      throw new UnsupportedPlanException("the table " + path + " is not supported");
    }
    List<ScanColumn> columns = columns();
    Scope scope = Scope.of(table, columns.stream().map(ScanColumn::type).toList());
    List<Integer> output = output(columns.size());
    Scan scan = new Scan(path.get(0), path.get(1), path.get(2), columns, output, filters(scope));
    return new Operator(scan, scope.pick(output));
  }

  private List<Integer> output(int width) {
    List<Integer> output = get.numbers("projection_ids");
    return output.isEmpty() ? IntStream.range(0, width).boxed().toList() : output;
  }

  private List<ScanColumn> columns() {
    List<ScanColumn> columns = new ArrayList<>();
    for (Attributes column : get.objects("column_indexes")) {
      long index = column.index("index");
      column.finish();
      columns.add(column(index));
    }
    return columns;
  }

  private ScanColumn column(long index) {
    if (index == -1) {
      return new ScanColumn(ScanColumn.Kind.ROW_ID, "", DataType.BIGINT);
    }
    if (index == -2) {
      return ScanColumn.placeholder();
    }
    if (index == -3) {
      return new ScanColumn(ScanColumn.Kind.ROW_NUMBER, "", DataType.BIGINT);
    }
    if (index < 0 || index >= names.size()) {
      throw new UnsupportedPlanException("a virtual column of a table is not supported");
    }
    int position = (int) index;
    return new ScanColumn(
        ScanColumn.Kind.TABLE,
        names.get(position),
        DataTypeReader.read(returnedTypes.get(position)));
  }

  private List<Expression> filters(Scope scope) {
    Attributes sets = get.object("table_filters");
    List<Expression> filters = new ArrayList<>();
    for (Attributes filter : sets.objects("filters")) {
      int key = filter.number("key");
      Expression column = scope.at(key, scope.types().get(key));
      TableFilterReader.read(filter.object("value"), column).ifPresent(filters::add);
      filter.finish();
    }
    for (Attributes filter : sets.objects("multi_column_filters")) {
      filters.add(TableFilterReader.readMultiColumn(filter, scope));
    }
    sets.finish();
    return filters;
  }

  private Operator function(String name) {
    get.expectEmpty("named_parameters");
    get.expectEmpty("projected_input");
    get.expectEmpty("table_filters");
    get.ignore("input_table_types", "function_data");
    List<Constant> arguments =
        get.elements("parameters").stream().map(ConstantReader::read).toList();
    List<ScanColumn> columns = columns();
    List<Integer> output = output(columns.size());
    Scope scope = Scope.of(table, columns.stream().map(ScanColumn::type).toList()).pick(output);
    List<Integer> positions =
        Lists.pick(columns, output).stream().map(column -> position(name, column)).toList();
    return new Operator(
        new TableFunction(name, arguments, names.size(), positions, scope.types()), scope);
  }

  private int position(String function, ScanColumn column) {
    if (column.kind() != ScanColumn.Kind.TABLE) {
      throw new UnsupportedPlanException("a virtual column of " + function + " is not supported");
    }
    return names.indexOf(column.name());
  }

  private Operator lateral(String name, Operator input) {
    get.expectEmpty("named_parameters");
    get.expectEmpty("table_filters");
    get.expectEmpty("projection_ids");
    get.expectEmpty("parameters");
    get.ignore("function_data");
    int argumentCount = get.elements("input_table_types").size();
    List<Integer> kept = get.numbers("projected_input");
    List<ScanColumn> columns = columns();
    if (columns.size() != names.size()
        || columns.stream().anyMatch(column -> column.kind() != ScanColumn.Kind.TABLE)) {
      throw new UnsupportedPlanException("a part of the columns of " + name + " per row");
    }
    PlanNode node =
        new LateralFunction(
            input.node(),
            name,
            argumentCount,
            columns.stream().map(ScanColumn::type).toList(),
            kept);
    return Operator.of(node, table);
  }
}
