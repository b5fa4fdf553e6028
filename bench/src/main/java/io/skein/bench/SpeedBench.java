package io.skein.bench;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.client.output.OutputFormat;
import io.skein.client.output.ResultFile;
import io.skein.standalone.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Fetching, writing and latency, against one DuckDB in the same process. */
final class SpeedBench {
  private static final String ALL = "SELECT * FROM dataset";
  private static final int WARM_UP_QUERIES = 300;
  private static final int QUERIES = 1000;

  private final Path dataDir;
  private final long rows;
  private final int workers;
  private final int runs;
  private final Set<Part> parts;

  SpeedBench(Path dataDir, long rows, int workers, int runs, Set<Part> parts) {
    this.dataDir = dataDir;
    this.rows = rows;
    this.workers = workers;
    this.runs = runs;
    this.parts = parts;
  }

  /** Measures, and hands over each figure as soon as it is known. */
  void run(Consumer<Figure> figures) throws Exception {
    try (LocalCluster cluster = LocalCluster.start(0);
        PlainDuckDb plain = PlainDuckDb.ofTables(dataDir);
        BufferAllocator allocator = new RootAllocator()) {
      for (int i = 1; i <= workers; i++) {
        cluster.startWorker(cluster.workerOptions("w" + i).dataFolder(dataDir).build());
      }
      cluster.awaitWorkers();
      try (SkeinClient client = SkeinClient.connect("127.0.0.1", cluster.port())) {
        if (parts.contains(Part.FETCH)) {
          figures.accept(
              Pairs.measure(
                  "(a) SELECT * to memory / DuckDB to Arrow",
                  "2.30 x",
                  runs,
                  () -> requireRows(fetch(client)),
                  () -> requireRows(plain.toArrow(ALL, allocator))));
        }
        if (parts.contains(Part.WRITE)) {
          figures.accept(write(client, plain, OutputFormat.CSV, "csv, HEADER true"));
          figures.accept(write(client, plain, OutputFormat.PARQUET, "parquet"));
        }
        if (parts.contains(Part.LATENCY)) {
          figures.accept(latency(client));
        }
      }
    }
  }

  private static long fetch(SkeinClient client) {
    try (QueryResult result = client.query(ALL)) {
      return result.count();
    }
  }

  private void requireRows(long found) {
    if (found != rows) {
      throw new IllegalStateException("%,d rows instead of %,d".formatted(found, rows));
    }
  }

  private Figure write(SkeinClient client, PlainDuckDb plain, OutputFormat format, String options)
      throws Exception {
    Path folder = Files.createTempDirectory("skein-bench-");
    Path ours = folder.resolve("ours");
    Path theirs = folder.resolve("theirs");
    try {
      return Pairs.measure(
          "(b) SELECT * to " + format + " / DuckDB's COPY",
          "1.50 x",
          runs,
          () -> {
            try (QueryResult result = client.query(ALL)) {
              requireRows(ResultFile.write(result, format, ours));
            }
          },
          () -> plain.execute("COPY (%s) TO '%s' (FORMAT %s)".formatted(ALL, theirs, options)));
    } finally {
      Files.deleteIfExists(ours);
      Files.deleteIfExists(theirs);
      Files.delete(folder);
    }
  }

  private Figure latency(SkeinClient client) {
    long[] nanos = new long[QUERIES];
    for (int i = -WARM_UP_QUERIES; i < QUERIES; i++) {
      long id = Math.floorMod(i * 7919L, rows);
      long start = System.nanoTime();
      try (QueryResult result = client.query("SELECT * FROM dataset WHERE id = " + id)) {
        if (result.count() != 1) {
          throw new IllegalStateException("not one row with id " + id);
        }
      }
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    return new Figure(
        "(c) one-row query, p50",
        String.format(Locale.ROOT, "%.1f ms", nanos[QUERIES / 2] / 1e6),
        "10 ms",
        String.format(
            Locale.ROOT, "p99 %.1f ms, %d queries", nanos[QUERIES * 99 / 100] / 1e6, QUERIES));
  }
}
