package io.skein.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.generator.output.ExistingOutput;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.Sharding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FailingRunTest {
  @TempDir private Path data;

  @Test
  void aRunThatFailsLeavesNothingButWhatWasThere() throws Exception {
    generate(100, Progress.NONE);
    Path manifest = data.resolve("dataset/_skein.json");

    assertThatThrownBy(
            () ->
                generate(
                    200_000,
                    (rows, expected) -> {
                      if (rows > 100_000) {
                        throw new IllegalStateException("enough");
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");

    assertThat(entries(data)).containsExactly("dataset");
    assertThat(manifest).exists();
    assertNoThreadGenerates();
  }

  @Test
  void aFolderThatCannotBeWrittenAnyMoreIsAnErrorThatNamesIt() {
    AtomicBoolean sabotaged = new AtomicBoolean();

    assertThatThrownBy(
            () ->
                generate(
                    200_000,
                    (rows, expected) -> {
                      if (!sabotaged.getAndSet(true)) {
                        replaceStagingByFile();
                      }
                    }))
        .isInstanceOfSatisfying(
            SkeinException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL_ERROR))
        .hasMessageStartingWith("cannot write %s: ".formatted(data.resolve("dataset")));
    assertThat(data.resolve("dataset")).doesNotExist();
    assertNoThreadGenerates();
  }

  @Test
  void anInterruptedRunEndsAndLeavesNothing() throws Exception {
    Thread caller = Thread.currentThread();

    assertThatThrownBy(() -> generate(5_000_000, (rows, expected) -> caller.interrupt()))
        .isInstanceOfSatisfying(
            SkeinException.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED))
        .hasMessage("writing %s was interrupted".formatted(data.resolve("dataset")));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(entries(data)).isEmpty();
    assertNoThreadGenerates();
  }

  @Test
  void filesThatWereTakenAwayWhileOthersAreWrittenAreMissed() throws Exception {
    AtomicBoolean removed = new AtomicBoolean();

    assertThatThrownBy(
            () ->
                Generator.generate(
                    DataSet.dataset(200_000, 1, Sharding.NONE),
                    OutputOptions.to(data.resolve("dataset")).withThreads(1),
                    (rows, expected) -> {
                      if (rows > 100_000 && !removed.getAndSet(true)) {
                        removeAWholeFile();
                      }
                    }))
        .hasMessage(
            "cannot write %s: 24 files were written and 23 are there: another run may have removed them"
                .formatted(data.resolve("dataset")));
    assertThat(entries(data)).isEmpty();
  }

  @Test
  void aProcessThatIsKilledLeavesNoTableAndTheNextRunCleansUp() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessRun.class.getName(),
                data.resolve("dataset").toString())
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("output").toFile())
            .start();
    try {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> !process.isAlive() || files(data, ".parquet").size() > 2);
      assertThat(process.isAlive()).as(Files.readString(data.resolve("output"))).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(data.resolve("dataset")).doesNotExist();
    assertThat(files(data, "_skein.json")).isEmpty();
    assertThat(files(data, ".unfinished")).isNotEmpty();
    assertThat(data.resolve("output")).as("log noise").isEmptyFile();
    Files.delete(data.resolve("output"));
    assertThat(entries(data)).allMatch(name -> name.startsWith(".dataset.new-"));

    generate(100, Progress.NONE);

    assertThat(entries(data)).containsExactly("dataset");
  }

  @Test
  void aFolderThatADeadRunHadTakenAwayIsPutBack() throws Exception {
    generate(100, Progress.NONE);
    long nobody = 4_000_000_000L;
    Files.move(
        data.resolve("dataset"),
        data.resolve(".dataset.old-%d-0123abcd-4567ef01".formatted(nobody)));

    assertThatThrownBy(() -> generateKeeping(200)).hasMessageContaining("dataset exists");

    assertThat(entries(data)).containsExactly("dataset");
    assertThat(data.resolve("dataset/_skein.json")).exists();
  }

  @Test
  void foldersOfALivingRunAreLeftAlone() throws Exception {
    String living =
        ".dataset.new-%d-0123abcd-4567ef01"
            .formatted(ProcessHandle.current().parent().orElseThrow().pid());
    Files.createDirectories(data.resolve(living));

    generate(100, Progress.NONE);

    assertThat(entries(data)).containsExactly(living, "dataset");
  }

  /** A run that is killed before it ends. */
  static final class EndlessRun {
    private EndlessRun() {}

    public static void main(String[] arguments) {
      System.exit(
          new CommandLine(new GenerateCommand())
              .execute(
                  "--num-records=1000000000",
                  "--shards=10000",
                  "--threads=2",
                  "--output-path=" + arguments[0]));
    }
  }

  private void generate(long rows, Progress progress) {
    Generator.generate(
        DataSet.dataset(rows, 1, Sharding.NONE),
        OutputOptions.to(data.resolve("dataset")).withExisting(ExistingOutput.REPLACE),
        progress);
  }

  private void generateKeeping(long rows) {
    Generator.generate(
        DataSet.dataset(rows, 1, Sharding.NONE),
        OutputOptions.to(data.resolve("dataset")),
        Progress.NONE);
  }

  private void replaceStagingByFile() {
    try {
      for (String name : entries(data)) {
        Files.move(data.resolve(name), data.resolve("moved"));
        Files.writeString(data.resolve(name), "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removeAWholeFile() {
    try {
      Files.delete(files(data, ".parquet").get(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thread that has done its work may need a moment to end. */
  private static void assertNoThreadGenerates() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("generate-")) {
        try {
          thread.join(10_000);
        } catch (InterruptedException e) {
          throw new IllegalStateException("interrupted while waiting for " + thread, e);
        }
        assertThat(thread.isAlive()).as("%s works on", thread).isFalse();
      }
    }
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    } catch (UncheckedIOException e) {
      // A file was renamed while the folder was walked.
      return List.of();
    }
  }

  private static List<String> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
