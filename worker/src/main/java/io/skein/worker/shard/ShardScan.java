package io.skein.worker.shard;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Certain versions of a table's shards, to be read. Immutable. */
public final class ShardScan {
  private final TableName table;
  private final List<Column> columns;
  private final List<ShardFiles> shards;

  /**
   * Creates a scan.
   *
   * @param columns the table's columns
   * @param shards the shards, in the order in which they are read
   */
  ShardScan(TableName table, List<Column> columns, List<ShardFiles> shards) {
    this.table = table;
    this.columns = List.copyOf(columns);
    this.shards = List.copyOf(shards);
  }

  /** Returns the table's columns. */
  public List<Column> columns() {
    return columns;
  }

  /** Returns the files, in the order in which they are read. */
  public List<Path> files() {
    return shards.stream().flatMap(shard -> shard.paths().stream()).toList();
  }

  /** Returns the shard that one of the files named in the text belongs to. */
  public Optional<String> shardNamedIn(String text) {
    return shards.stream()
        .filter(shard -> shard.paths().stream().anyMatch(path -> text.contains(path.toString())))
        .map(ShardFiles::name)
        .findFirst();
  }

  /**
   * Checks that the files on disk are still those of the versions.
   *
   * @throws SkeinException SHARD_CHANGED naming a shard of which they are not
   */
  public void requireUnchanged() {
    for (ShardFiles shard : shards) {
      String fingerprint;
      try {
        fingerprint = ShardFiles.look(shard.name(), shard.place()).fingerprint();
      } catch (IOException e) {
        throw changed(table, shard.name(), "its files cannot be found any more: " + e);
      }
      if (!fingerprint.equals(shard.fingerprint())) {
        throw changed(
            table,
            shard.name(),
            "it is at version %s, the query was planned for %s"
                .formatted(fingerprint, shard.fingerprint()));
      }
    }
  }

  static SkeinException changed(TableName table, String shard, String how) {
    return new SkeinException(
            ErrorCode.SHARD_CHANGED,
            "shard %s of table %s changed: %s; run the query again".formatted(shard, table, how))
        .withShard(shard);
  }
}
