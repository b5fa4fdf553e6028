package io.skein.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A cluster that {@code deploy/compose/compose.yaml} describes, under a project name of its own,
 * run with whichever of {@code docker-compose} and {@code docker compose} there is. Used by one
 * thread.
 */
final class ComposeProject implements AutoCloseable {
  private static final Path ROOT = SkeinImage.root();
  private static final Duration TIMEOUT = Duration.ofMinutes(6);
  private static final Duration SHORT = Duration.ofSeconds(10);

  private final List<String> command;
  private final Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();

  /**
   * Creates a project of which nothing runs yet.
   *
   * @param folder for what commands print
   */
  ComposeProject(List<String> compose, String name, Path folder) {
    this.command = new ArrayList<>(compose);
    command.addAll(
        List.of("-p", name, "-f", ROOT.resolve("deploy/compose/compose.yaml").toString()));
    this.folder = folder;
  }

  /** Returns the command that runs compose here, if there is one. */
  static Optional<List<String>> findCompose(Path folder) throws IOException, InterruptedException {
    for (List<String> candidate :
        List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
      List<String> version = new ArrayList<>(candidate);
      version.add("version");
      try {
        if (run(version, Map.of(), folder, SHORT).exitCode() == 0) {
          return Optional.of(candidate);
        }
      } catch (IOException e) {
        // No such program: the next one may be there.
      }
    }
    return Optional.empty();
  }

  /** Sets a variable of compose.yaml. */
  ComposeProject with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs a command of compose, and returns what it printed. */
  String compose(String... arguments) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(arguments));
    SkeinRun run = run(whole, environment, folder, TIMEOUT);
    if (run.exitCode() != 0) {
      throw new IllegalStateException(
          "%s: exit code %d%n%s%n%s".formatted(whole, run.exitCode(), run.out(), run.err()));
    }
    return run.out();
  }

  /** Returns the ids of the service's containers that are there, the oldest first. */
  List<String> containers(String service) throws IOException, InterruptedException {
    return compose("ps", "-q", service).lines().filter(line -> !line.isBlank()).toList();
  }

  /** Ends everything, and removes it with its volumes. */
  @Override
  public void close() {
    try {
      compose("down", "-v", "--remove-orphans", "-t", "5");
    } catch (IOException e) {
      throw new IllegalStateException("cannot remove the project " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static SkeinRun run(
      List<String> command, Map<String, String> environment, Path folder, Duration timeout)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "compose", ".out");
    Path err = Files.createTempFile(folder, "compose", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "%s did not end within %s%n%s"
              .formatted(command, timeout, Files.readString(err, StandardCharsets.UTF_8)));
    }
    return new SkeinRun(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
