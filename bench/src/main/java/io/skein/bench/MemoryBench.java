package io.skein.bench;

import io.skein.standalone.process.JavaCommand;
import io.skein.standalone.process.NodeProcess;
import io.skein.standalone.process.ProcessCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Peak memory of a client and of a worker, each a process of its own, as Linux accounts it. */
final class MemoryBench {
  private static final long POLL_MILLIS = 20;

  private final Path dataDir;
  private final long fewRows;
  private final long manyRows;
  private final Path folder;

  MemoryBench(Path dataDir, long fewRows, long manyRows, Path folder) {
    this.dataDir = dataDir;
    this.fewRows = fewRows;
    this.manyRows = manyRows;
    this.folder = folder;
  }

  /** Peaks of one query, in bytes of resident memory. */
  private record Peaks(long client, long worker) {}

  /** Measures, and hands over the figures. */
  void run(Consumer<Figure> figures) throws Exception {
    Peaks few = peaks(fewRows);
    Peaks many = peaks(manyRows);
    figures.accept(figure("(d) client's peak memory", few.client(), many.client()));
    figures.accept(figure("(d) worker's peak memory", few.worker(), many.worker()));
  }

  private Figure figure(String name, long few, long many) {
    return new Figure(
        name,
        String.format(Locale.ROOT, "%.2f x", (double) many / few),
        "flat",
        String.format(
            Locale.ROOT,
            "%,d MiB for %,d rows, %,d MiB for %,d rows",
            few >> 20,
            fewRows,
            many >> 20,
            manyRows));
  }

  /** Both figures come from fresh processes: a warm one would hide what the query needs. */
  private Peaks peaks(long rows) throws Exception {
    try (ProcessCluster cluster = ProcessCluster.start(folder.resolve("nodes-" + rows))) {
      NodeProcess worker = cluster.startWorker("w1", dataDir, "--memory-limit", "1GB");
      cluster.await(status -> status.tables().containsKey("dataset"));
      List<String> command = new ArrayList<>(JavaCommand.skein());
      command.addAll(
          List.of(
              "query",
              "--port",
              String.valueOf(cluster.port()),
              "--query",
              "SELECT * FROM dataset WHERE id < " + rows,
              "--output-path",
              folder.resolve("rows.csv").toString()));
      Process client = new ProcessBuilder(command).inheritIO().start();
      long peak = 0;
      while (!client.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        peak = Math.max(peak, peak(client.pid()));
      }
      if (client.exitValue() != 0) {
        throw new IllegalStateException("the client ended with " + client.exitValue());
      }
      return new Peaks(peak, peak(worker.handle().pid()));
    } finally {
      Files.deleteIfExists(folder.resolve("rows.csv"));
    }
  }

  private static long peak(long pid) throws IOException {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        }
      }
      return 0;
    } catch (NoSuchFileException e) {
      // The process has just ended.
      return 0;
    }
  }
}
