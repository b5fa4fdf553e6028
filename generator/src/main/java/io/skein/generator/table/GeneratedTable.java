package io.skein.generator.table;

import io.skein.protocol.table.TableManifest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A table that can be written: its columns, its rows and how they are divided. Immutable and
 * thread-safe.
 *
 * @param name the table's name
 * @param fields the columns in order
 * @param rows the rows
 * @param rule how the rows are divided among shards
 * @param replicated whether every place has the whole table
 * @param colocationGroup tables of one group have matching shards by number
 */
public record GeneratedTable<R>(
    String name,
    List<Field<R>> fields,
    RowSource<R> rows,
    ShardRule<R> rule,
    boolean replicated,
    Optional<String> colocationGroup) {

  public GeneratedTable {
    fields = List.copyOf(fields);
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(colocationGroup, "colocationGroup");
  }

  /** Returns what the table's {@code _skein.json} says. */
  public TableManifest manifest() {
    return new TableManifest(
        fields.stream().map(Field::column).toList(),
        rule.shards(),
        rule.sharding(),
        replicated,
        colocationGroup);
  }

  /** Returns the schema of the table's files. */
  public MessageType parquetSchema() {
    return new MessageType(name, fields.stream().<Type>map(Field::parquet).toList());
  }
}
