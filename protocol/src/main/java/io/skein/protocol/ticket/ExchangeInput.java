package io.skein.protocol.ticket;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The results of all tasks of another stage, one after the other in the tasks' order. Immutable.
 *
 * @param relation the name by which the fragment reads them
 * @param columns all columns of the relation, in order, with DuckDB's types
 * @param carried the names of the columns that the results have, in the results' order; the
 *     relation's other columns are not read by the fragment, and NULL throughout
 * @param stage the number of the stage that gives the results
 * @param partition which partition of each result is read, from 0; empty for the whole results
 */
public record ExchangeInput(
    TableName relation,
    List<Column> columns,
    List<String> carried,
    int stage,
    OptionalInt partition)
    implements TaskInput {

  public ExchangeInput {
    Objects.requireNonNull(relation, "relation");
    Objects.requireNonNull(partition, "partition");
    columns = List.copyOf(columns);
    carried = List.copyOf(carried);
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
    if (stage < 0 || partition.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "relation %s: neither stage %d nor partition %s may be negative"
              .formatted(relation, stage, partition));
    }
  }
}
