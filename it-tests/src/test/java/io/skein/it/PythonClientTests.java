package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the suites of Python's clients against a cluster. They need a Python with the packages of
 * {@code src/test/python/requirements.txt}, which {@code SKEIN_PYTHON} names, or else {@code
 * target/python/bin/python}; without one they did not run, which in continuous integration is a
 * failure.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class PythonClientTests {
  private static final Path ROOT = Path.of(System.getProperty("skein.root"));
  static final Path SUITES = ROOT.resolve("it-tests/src/test/python");
  private static final long TIMEOUT_SECONDS = 300;

  private ClientCluster cluster;
  private Path folder;

  /** Whether clients need TLS and a password. */
  abstract boolean secured();

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    requirePython();
    folder = data;
    cluster = ClientCluster.start(Files.createDirectory(data.resolve("data")), secured());
  }

  @AfterAll
  void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Returns the Python that has the packages; without one the calling test did not run. */
  static Path requirePython() {
    Optional<Path> python = python();
    if (python.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("no Python with the clients' packages: .ci/run makes one");
    }
    Assumptions.assumeTrue(
        python.isPresent(),
        "the suites of Python's clients did not run: set SKEIN_PYTHON, as .ci/run does");
    return python.orElseThrow();
  }

  private static Optional<Path> python() {
    String named = System.getenv("SKEIN_PYTHON");
    Path path =
        named == null || named.isEmpty()
            ? ROOT.resolve("it-tests/target/python/bin/python")
            : Path.of(named);
    return Optional.of(path).filter(Files::isExecutable);
  }

  @TestFactory
  Stream<DynamicTest> suites() throws IOException {
    try (Stream<Path> files = Files.list(SUITES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("test_"))
          .sorted()
          .toList()
          .stream()
          .map(name -> DynamicTest.dynamicTest(name, () -> requirePassed(name)));
    }
  }

  private void requirePassed(String suite) throws IOException, InterruptedException {
    Path log = folder.resolve(suite + ".log");
    ProcessBuilder command =
        new ProcessBuilder(python().orElseThrow().toString(), "-m", "unittest", "-v", suite)
            .directory(SUITES.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    command.environment().putAll(cluster.environment());
    command.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = command.start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String output = Files.readString(log, StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).containsPattern("Ran [1-9][0-9]* test");
    cluster.cluster().assertNothingHeld();
  }
}
