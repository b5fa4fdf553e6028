package io.skein.protocol.ticket;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Objects;

/**
 * No rows. Immutable.
 *
 * @param relation the name by which the fragment reads them
 * @param columns all columns of the relation, in order, with DuckDB's types
 */
public record EmptyInput(TableName relation, List<Column> columns) implements TaskInput {

  public EmptyInput {
    Objects.requireNonNull(relation, "relation");
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("relation %s has no columns".formatted(relation));
    }
  }
}
