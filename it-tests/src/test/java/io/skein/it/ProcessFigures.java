package io.skein.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process of this machine holds now, as Linux and its JVM say. Immutable.
 *
 * @param residentKib memory in RAM, in KiB
 * @param heapKib used heap, in KiB; -1 if the JVM does not say
 * @param threads how many threads it has
 * @param files how many file descriptors it has open
 * @param temporaryFiles how many files lie in its temporary folder
 */
record ProcessFigures(long residentKib, long heapKib, int threads, int files, long temporaryFiles) {
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  /** Returns the figures of the process. */
  static ProcessFigures of(long pid, Path temporaryFolder)
      throws IOException, InterruptedException {
    Path proc = Path.of("/proc", String.valueOf(pid));
    long resident = 0;
    int threads = 0;
    for (String line : Files.readAllLines(proc.resolve("status"))) {
      String[] words = line.split("\\s+");
      if (words[0].equals("VmRSS:")) {
        resident = Long.parseLong(words[1]);
      } else if (words[0].equals("Threads:")) {
        threads = Integer.parseInt(words[1]);
      }
    }
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      return new ProcessFigures(
          resident, heap(pid), threads, (int) files.count(), count(temporaryFolder));
    }
  }

  private static long count(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private static long heap(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(pid),
                "GC.heap_info")
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor(10, TimeUnit.SECONDS);
    Matcher used = USED.matcher(said.replaceAll("Metaspace[\\s\\S]*", ""));
    long sum = -1;
    while (used.find()) {
      sum = Math.max(0, sum) + Long.parseLong(used.group(1));
    }
    return sum;
  }

  @Override
  public String toString() {
    return "%d MiB RAM, %d MiB heap, %d threads, %d descriptors, %d temporary files"
        .formatted(residentKib >> 10, heapKib >> 10, threads, files, temporaryFiles);
  }
}
