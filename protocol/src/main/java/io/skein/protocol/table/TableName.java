package io.skein.protocol.table;

import io.skein.protocol.sql.SqlText;

/**
 * The name of a table: its schema and its name in the schema, printed {@code dataset} in the main
 * schema and {@code tpch.lineitem} elsewhere. Immutable; ordered by schema, then name.
 *
 * @param schema the schema, {@link #MAIN} for tables that lie directly in a data folder
 * @param name the name, case as in the folder
 */
public record TableName(String schema, String name) implements Comparable<TableName> {
  /** The schema of tables that lie directly in a data folder. */
  public static final String MAIN = "main";

  public TableName {
    if (schema.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException(
          "schema and table name must not be empty: '%s', '%s'".formatted(schema, name));
    }
  }

  /** Returns the name of a table in the main schema. */
  public static TableName main(String name) {
    return new TableName(MAIN, name);
  }

  /** Returns the name as quoted SQL with its schema. */
  public String toSql() {
    return SqlText.qualified(schema, name);
  }

  @Override
  public int compareTo(TableName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return schema.equals(MAIN) ? name : schema + "." + name;
  }
}
