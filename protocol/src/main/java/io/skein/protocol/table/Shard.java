package io.skein.protocol.table;

import java.util.List;

/**
 * One version of a shard: the unit of ownership, served whole by a worker. Immutable.
 *
 * @param name the name in its table: the folder's ({@code shard-00003}), or the file's where files
 *     are shards
 * @param fingerprint digest of the names, sizes and modification times of the shard's files
 * @param rows how many rows
 * @param bytes size of the files
 * @param statistics one for each column of the table, in its order
 */
public record Shard(
    String name, String fingerprint, long rows, long bytes, List<ColumnStatistics> statistics) {

  public Shard {
    if (name.isEmpty() || fingerprint.isEmpty()) {
      throw new IllegalArgumentException(
          "a shard needs a name and a fingerprint: '%s', '%s'".formatted(name, fingerprint));
    }
    if (rows < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "shard %s: rows and bytes must not be negative: %d, %d".formatted(name, rows, bytes));
    }
    statistics = List.copyOf(statistics);
  }

  /** Returns the version's name, by which tickets ask for it. */
  public ShardVersion version() {
    return new ShardVersion(name, fingerprint);
  }
}
