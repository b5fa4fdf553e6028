package io.skein.client.output;

import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.type.TransportTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** The SELECT lists that make of a result's stream what it was before Arrow carried it. */
final class ArrivedColumns {
  // Found inside names too, which then merely stay as they arrived.
  private static final Pattern BETTER_AS_SENT = Pattern.compile("\\b(U?HUGEINT|ENUM)\\b");

  private ArrivedColumns() {}

  /** Returns a query of the relation's rows in the types and under the names of the columns. */
  static String restored(List<Column> columns, String relation) {
    return select(columns, relation, ArrivedColumns::restored);
  }

  /**
   * Returns a query of the relation's rows for a Parquet file. Parquet has no HUGEINT, and DuckDB
   * writes it as DOUBLE, which loses digits of every large sum: here it stays the DECIMAL(38,0)
   * that it arrived as, and UHUGEINT stays text. ENUM reads back from Parquet as VARCHAR anyway.
   */
  static String forParquet(List<Column> columns, String relation) {
    return select(
        columns,
        relation,
        (column, arrived) ->
            BETTER_AS_SENT.matcher(column.type()).find() ? arrived : restored(column, arrived));
  }

  /** Returns a query of the relation's rows as DuckDB prints them. */
  static String printed(List<Column> columns, String relation) {
    return select(
        columns,
        relation,
        (column, arrived) -> "CAST(%s AS VARCHAR)".formatted(restored(column, arrived)));
  }

  private static String restored(Column column, String arrived) {
    // Arrow has no tuples: they arrive as structs with invented names.
    return TransportTypes.castOnArrival(column.type()) || column.type().contains("TUPLE(")
        ? "CAST(%s AS %s)".formatted(arrived, column.type())
        : arrived;
  }

  private static String select(
      List<Column> columns, String relation, BiFunction<Column, String, String> expression) {
    StringJoiner select = new StringJoiner(", ", "SELECT ", " FROM ");
    // The columns are named by position: a result may have several of one name.
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = SqlText.identifier("c" + i);
      names.add(name);
      select.add(
          expression.apply(columns.get(i), name)
              + " AS "
              + SqlText.identifier(columns.get(i).name()));
    }
    return select + SqlText.identifier(relation) + " AS arrived(" + String.join(", ", names) + ")";
  }
}
