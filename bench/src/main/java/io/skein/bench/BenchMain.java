package io.skein.bench;

import io.skein.generator.DataSet;
import io.skein.generator.Generator;
import io.skein.generator.OutputOptions;
import io.skein.generator.Progress;
import io.skein.protocol.table.Sharding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code skein bench}: measures the cluster against one DuckDB, side by side. */
@Command(
    name = "skein bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Measures a cluster against one DuckDB, in turn, on this machine.")
public final class BenchMain implements Callable<Integer> {
  private static final long SEED = 42;
  private static final int SHARDS = 12;

  @Option(names = "--rows", defaultValue = "10000000", description = "rows of the table")
  private long rows;

  @Option(names = "--workers", defaultValue = "3", description = "workers of the cluster")
  private int workers;

  @Option(names = "--runs", defaultValue = "5", description = "counted runs of each side")
  private int runs;

  @Option(
      names = "--data-dir",
      description = "where the table is kept for the next time; else in a temporary folder")
  private Path dataDir;

  @Spec private CommandSpec spec;

  private BenchMain() {}

  /** Runs the benchmark and ends the process. */
  public static void main(String[] arguments) {
    System.setProperty("skein.log.level", "WARN");
    System.exit(new CommandLine(new BenchMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("skein-bench-");
    try {
      Path data = dataDir == null ? folder.resolve("data") : dataDir;
      if (!Files.isDirectory(data.resolve("dataset"))) {
        Generator.generate(
            DataSet.dataset(rows, SEED, Sharding.NONE),
            OutputOptions.to(data.resolve("dataset")).withShards(SHARDS, 2),
            Progress.NONE);
      }
      printConditions();
      new SpeedBench(data, rows, workers, runs).run(this::print);
      new MemoryBench(data, Math.max(1, rows / 10), rows, folder).run(this::print);
      return 0;
    } finally {
      delete(folder);
    }
  }

  private void printConditions() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d rows, %d workers, %d cores, Java %s%n",
        rows, workers, Runtime.getRuntime().availableProcessors(), Runtime.version().feature());
    out.flush();
  }

  private void print(Figure figure) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-42s %9s  (limit %s)  %s%n",
        figure.name(), figure.value(), figure.limit(), figure.detail());
    out.flush();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
