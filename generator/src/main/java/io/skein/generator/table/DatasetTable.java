package io.skein.generator.table;

import io.skein.protocol.table.Sharding;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The table {@code dataset}, of any number of rows, sharded by any of its columns. */
public final class DatasetTable {
  /** The table's name where the output path does not say another. */
  public static final String NAME = "dataset";

  private static final String SEQUENCE = "id";
  private static final int SAMPLE_ROWS = 100_000;

  private static final List<Field<DatasetRow>> FIELDS =
      List.of(
          Field.bigint(SEQUENCE, DatasetRow::id),
          Field.date("date", DatasetRow::date),
          Field.utf8("category", DatasetRow::category),
          Field.real("value1", DatasetRow::value1),
          Field.real("value2", DatasetRow::value2),
          Field.bool("active", DatasetRow::active),
          Field.utf8("name", DatasetRow::name));

  private DatasetTable() {}

  /**
   * Returns the sharding with the column's name as the table writes it.
   *
   * @throws IllegalArgumentException if the table has no such column
   */
  public static Sharding resolve(Sharding sharding) {
    if (sharding.kind() == Sharding.Kind.NONE) {
      return Sharding.NONE;
    }
    return new Sharding(
        sharding.kind(), Optional.of(field(sharding.column().orElseThrow()).name()));
  }

  /** Returns the table with that many rows and shards. */
  public static GeneratedTable<?> create(long rows, long seed, Sharding sharding, int shards) {
    Rows source = new Rows(seed, rows);
    return new GeneratedTable<>(
        NAME, FIELDS, source, rule(source, sharding, shards), false, Optional.empty());
  }

  private static ShardRule<DatasetRow> rule(Rows source, Sharding sharding, int shards) {
    if (sharding.kind() == Sharding.Kind.NONE) {
      return ShardRule.consecutive(Sharding.NONE, shards);
    }
    Field<DatasetRow> field = field(sharding.column().orElseThrow());
    if (sharding.kind() == Sharding.Kind.HASH) {
      return ShardRule.hash(field, shards);
    }
    // Rows are numbered by this column, so consecutive rows are an interval of it.
    if (field.name().equals(SEQUENCE)) {
      return ShardRule.consecutive(Sharding.range(SEQUENCE), shards);
    }
    return ShardRule.range(field, shards, source.sample());
  }

  private static Field<DatasetRow> field(String name) {
    return FIELDS.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no column '%s' to shard by; the columns are %s"
                        .formatted(
                            name,
                            FIELDS.stream().map(Field::name).collect(Collectors.joining(", ")))));
  }

  private record Rows(long seed, long expectedRows) implements RowSource<DatasetRow> {
    @Override
    public Iterator<DatasetRow> part(int part, int parts) {
      return LongStream.range(start(part, parts), start(part + 1, parts))
          .mapToObj(id -> new DatasetRow(seed, id))
          .iterator();
    }

    /** Returns the number of the first row of the part; never multiplies rows by parts. */
    private long start(int part, int parts) {
      return expectedRows / parts * part + Math.min(part, expectedRows % parts);
    }

    private List<DatasetRow> sample() {
      int size = (int) Math.min(SAMPLE_ROWS, expectedRows);
      return LongStream.range(0, size)
          .mapToObj(index -> new DatasetRow(seed, expectedRows / size * index))
          .toList();
    }
  }
}
