package io.skein.generator;

import io.skein.generator.output.OutputLayout;
import io.skein.generator.table.DatasetTable;
import io.skein.generator.table.GeneratedTable;
import io.skein.generator.table.TpchTables;
import io.skein.protocol.table.Sharding;
import java.util.List;

/** What is generated: one or several tables. Immutable and thread-safe. */
public interface DataSet {
  /** Returns the tables, with that many shards each but for the replicated, the largest first. */
  List<GeneratedTable<?>> tables(int shards);

  /** Returns what the folder of the data set is. */
  OutputLayout layout();

  /**
   * Returns the data set of the one table {@code dataset}: {@code id} BIGINT from 0, {@code date}
   * DATE, {@code category} VARCHAR, {@code value1} and {@code value2} DOUBLE, {@code active}
   * BOOLEAN, {@code name} VARCHAR. The same seed gives the same rows, however they are divided.
   *
   * @throws IllegalArgumentException if the number of rows is out of bounds, or the table has no
   *     such column to shard by
   */
  static DataSet dataset(long rows, long seed, Sharding sharding) {
    long maximum = 1_000_000_000_000L;
    if (rows < 0 || rows > maximum) {
      throw new IllegalArgumentException(
          "the number of rows is from 0 to %,d: %,d".formatted(maximum, rows));
    }
    Sharding resolved = DatasetTable.resolve(sharding);
    return new DataSet() {
      @Override
      public List<GeneratedTable<?>> tables(int shards) {
        return List.of(DatasetTable.create(rows, seed, resolved, shards));
      }

      @Override
      public OutputLayout layout() {
        return OutputLayout.TABLE;
      }
    };
  }

  /**
   * Returns the eight tables of TPC-H; the standard's scale factor 1 has about 8.7 million rows.
   *
   * @throws IllegalArgumentException if the scale is out of bounds
   */
  static DataSet tpch(double scale) {
    double minimum = 0.001;
    double maximum = 100_000;
    if (!(scale >= minimum && scale <= maximum)) {
      throw new IllegalArgumentException(
          "the scale is from %s to %,.0f: %s".formatted(minimum, maximum, scale));
    }
    return new DataSet() {
      @Override
      public List<GeneratedTable<?>> tables(int shards) {
        return new TpchTables(scale, shards).all();
      }

      @Override
      public OutputLayout layout() {
        return OutputLayout.SCHEMA;
      }
    };
  }
}
