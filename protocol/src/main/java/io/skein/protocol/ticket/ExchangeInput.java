package io.skein.protocol.ticket;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows that other tasks produce, taken source by source in the order given. Immutable.
 *
 * @param relation the name by which the fragment reads them
 * @param columns all columns of the relation, in order, with DuckDB's types
 * @param carried the names of the columns that the sources' streams carry, in the streams' order;
 *     the relation's other columns are not read by the fragment, and NULL throughout
 * @param sources where the rows come from; none gives a relation without rows
 */
public record ExchangeInput(
    TableName relation, List<Column> columns, List<String> carried, List<Endpoint> sources)
    implements TaskInput {

  public ExchangeInput {
    Objects.requireNonNull(relation, "relation");
    columns = List.copyOf(columns);
    carried = List.copyOf(carried);
    sources = List.copyOf(sources);
    if (columns.isEmpty() || carried.isEmpty()) {
      throw new IllegalArgumentException(
          "relation %s: an exchange carries at least one column".formatted(relation));
    }
    Set<String> known = columns.stream().map(Column::name).collect(Collectors.toSet());
    if (!known.containsAll(carried) || new HashSet<>(carried).size() != carried.size()) {
      throw new IllegalArgumentException(
          "relation %s: carried columns %s are not distinct columns of %s"
              .formatted(relation, carried, columns));
    }
  }
}
