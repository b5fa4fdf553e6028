package io.skein.bench;

import io.skein.generator.DataSet;
import io.skein.generator.Generator;
import io.skein.generator.OutputOptions;
import io.skein.generator.Progress;
import io.skein.protocol.table.Sharding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The data sets of the benchmark, each generated when it is first asked for and kept in its folder.
 * The table {@code dataset} lies in the folder itself, the others in a hidden folder beside it:
 * they are no tables of the folder.
 *
 * @param folder where the data sets are kept
 */
record BenchData(Path folder) {
  private static final long SEED = 42;

  /**
   * Returns the folder of the table {@code dataset}, which gets so many rows unless it is there.
   */
  Path dataset(long rows) throws IOException {
    return table(folder, rows, 12);
  }

  /** Returns the folder of the demonstration's table {@code dataset}. */
  Path demo(long rows) throws IOException {
    return table(folder.resolve(".bench").resolve("demo-" + rows), rows, 12);
  }

  /** Returns the folder of TPC-H's eight tables. */
  Path tpch(double scale) throws IOException {
    String name = scale == Math.rint(scale) ? "%.0f".formatted(scale) : String.valueOf(scale);
    Path tables = folder.resolve(".bench").resolve("tpch-" + name);
    if (!Files.isDirectory(tables)) {
      Generator.generate(
          DataSet.tpch(scale), OutputOptions.to(tables).withShards(8, 1), Progress.NONE);
    }
    return tables.toRealPath();
  }

  private static Path table(Path folder, long rows, int shards) throws IOException {
    if (!Files.isDirectory(folder.resolve("dataset"))) {
      Generator.generate(
          DataSet.dataset(rows, SEED, Sharding.NONE),
          OutputOptions.to(folder.resolve("dataset")).withShards(shards, 2),
          Progress.NONE);
    }
    return folder;
  }
}
