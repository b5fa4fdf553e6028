package io.skein.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private static final Set<Part> SPEED = EnumSet.of(Part.FETCH, Part.WRITE, Part.LATENCY);
  private static final Set<Part> OVER_TPCH = EnumSet.of(Part.TPCH, Part.PLANNING, Part.BYTES);

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description =
          "parts to run: ${COMPLETION-CANDIDATES}; else all but demo, bytes, security, cancel")
  private Set<Part> only;

  @Option(names = "--rows", defaultValue = "10000000", description = "rows of the table")
  private long rows;

  @Option(
      names = "--demo-rows",
      defaultValue = "10000000",
      description = "rows of the demonstration's table")
  private long demoRows;

  @Option(names = "--tpch-scale", defaultValue = "1", description = "TPC-H's scale factor")
  private double tpchScale;

  @Option(
      names = "--corpora",
      defaultValue = "${sys:skein.corpora}",
      description = "folder that has TPC-H's queries: tpch.jsonl")
  private Path corpora;

  @Option(names = "--workers", defaultValue = "3", description = "workers of the cluster")
  private int workers;

  @Option(names = "--runs", defaultValue = "5", description = "counted runs of each side")
  private int runs;

  @Option(
      names = "--data-dir",
      description = "where the tables are kept for the next time; else in a temporary folder")
  private Path dataDir;

  @Spec private CommandSpec spec;

  private BenchMain() {}

  /** Runs the benchmark and ends the process. */
  public static void main(String[] arguments) {
    System.setProperty("skein.log.level", "WARN");
    System.exit(
        new CommandLine(new BenchMain())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Set<Part> parts = only == null ? Part.usual() : only;
    Path folder = Files.createTempDirectory("skein-bench-");
    try {
      BenchData data = new BenchData(dataDir == null ? folder.resolve("data") : dataDir);
      printConditions();
      if (parts.stream().anyMatch(SPEED::contains)) {
        new SpeedBench(data.dataset(rows), rows, workers, runs, parts).run(this::print);
      }
      if (parts.contains(Part.SECURITY)) {
        new SecurityBench(data.dataset(rows), rows, workers, runs).run(this::print);
      }
      if (parts.contains(Part.CANCEL)) {
        new CancelBench(data.dataset(rows), workers, runs, folder).run(this::print);
      }
      if (parts.contains(Part.MEMORY)) {
        new MemoryBench(data.dataset(rows), Math.max(1, rows / 10), rows, folder).run(this::print);
      }
      if (parts.stream().anyMatch(OVER_TPCH::contains)) {
        runOverTpch(data, parts);
      }
      if (parts.contains(Part.PLANNING)) {
        PlanningBench.ofManyShards(this::print);
      }
      if (parts.contains(Part.DEMO)) {
        new QueryPairs("the demonstration's queries / DuckDB", "1.15 x", workers, runs)
            .run(data.demo(demoRows), DemoQueries.ALL, this::print);
      }
      return 0;
    } finally {
      delete(folder);
    }
  }

  private void runOverTpch(BenchData data, Set<Part> parts) throws Exception {
    Optional<Path> file = Optional.ofNullable(corpora).map(path -> path.resolve("tpch.jsonl"));
    if (file.filter(Files::isRegularFile).isEmpty()) {
      say(
          "TPC-H did not run: its queries are not here; name the folder of tpch.jsonl by --corpora");
      return;
    }
    List<Query> queries = Query.read(file.get());
    Path tables = data.tpch(tpchScale);
    if (parts.contains(Part.TPCH)) {
      new QueryPairs("TPC-H, scale " + tpchScale + " / DuckDB", "1.50 x", 2, runs)
          .run(tables, queries, this::print);
    }
    if (parts.contains(Part.PLANNING)) {
      PlanningBench.ofTpch(tables, queries, this::print);
    }
    if (parts.contains(Part.BYTES)) {
      BytesBench.run(tables, queries, this::print);
    }
  }

  private void printConditions() {
    say(
        "%,d rows, %,d of the demonstration, TPC-H at scale %s, %d workers (2 for TPC-H), %d cores,"
                .formatted(rows, demoRows, tpchScale, workers, cores())
            + " Java %s".formatted(Runtime.version().feature()));
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private void print(Figure figure) {
    say(
        "%-42s %9s  (limit %s)  %s"
            .formatted(figure.name(), figure.value(), figure.limit(), figure.detail()));
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
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
