package io.skein.generator;

import io.skein.generator.output.ExistingOutput;
import io.skein.generator.output.Placement;
import io.skein.generator.parquet.ParquetFormat;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where and how a data set is written. Immutable.
 *
 * @param path the folder of the data set; with workers' folders, {@code data/dataset} stands for
 *     {@code data/worker-1/dataset} and so on
 * @param shards how many shards each table has, but for the replicated
 * @param filesPerShard how many files each shard has
 * @param placement in which folders shards lie
 * @param format how files are written
 * @param existing what becomes of a data set that is there
 * @param threads how many threads write
 */
public record OutputOptions(
    Path path,
    int shards,
    int filesPerShard,
    Placement placement,
    ParquetFormat format,
    ExistingOutput existing,
    int threads) {
  private static final int MAXIMUM_SHARDS = 100_000;
  private static final int MAXIMUM_FILES_PER_SHARD = 1_000;
  private static final int MAXIMUM_THREADS = 1_000;

  public OutputOptions {
    path = path.toAbsolutePath().normalize();
    if (path.getFileName() == null) {
      throw new IllegalArgumentException("the output path must be a folder with a name: " + path);
    }
    requireBetween(1, MAXIMUM_SHARDS, shards, "shards");
    requireBetween(1, MAXIMUM_FILES_PER_SHARD, filesPerShard, "files per shard");
    requireBetween(1, MAXIMUM_THREADS, threads, "threads");
    Objects.requireNonNull(placement, "placement");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(existing, "existing");
  }

  /**
   * Returns the defaults: 12 shards of 2 files in one folder, Snappy, nothing replaced, a thread
   * for each processor.
   */
  public static OutputOptions to(Path path) {
    return new OutputOptions(
        path,
        12,
        2,
        Placement.SHARED,
        ParquetFormat.DEFAULT,
        ExistingOutput.KEEP,
        Runtime.getRuntime().availableProcessors());
  }

  /** Returns these options with another number of shards and of files in each. */
  public OutputOptions withShards(int newShards, int newFilesPerShard) {
    return new OutputOptions(
        path, newShards, newFilesPerShard, placement, format, existing, threads);
  }

  /** Returns these options with another placement. */
  public OutputOptions withPlacement(Placement newPlacement) {
    return new OutputOptions(path, shards, filesPerShard, newPlacement, format, existing, threads);
  }

  /** Returns these options with another format. */
  public OutputOptions withFormat(ParquetFormat newFormat) {
    return new OutputOptions(path, shards, filesPerShard, placement, newFormat, existing, threads);
  }

  /** Returns these options with another rule for what is there already. */
  public OutputOptions withExisting(ExistingOutput newExisting) {
    return new OutputOptions(path, shards, filesPerShard, placement, format, newExisting, threads);
  }

  /** Returns these options with another number of threads. */
  public OutputOptions withThreads(int newThreads) {
    return new OutputOptions(path, shards, filesPerShard, placement, format, existing, newThreads);
  }

  private static void requireBetween(int minimum, int maximum, int value, String name) {
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(
          "the number of %s is from %d to %,d: %,d".formatted(name, minimum, maximum, value));
    }
  }
}
