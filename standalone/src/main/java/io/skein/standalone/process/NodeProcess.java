package io.skein.standalone.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node of Skein in a process of its own, started from this JVM's class path. Its standard error
 * goes to a log file. Thread-safe.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (\\S+)");
  private static final Duration START_TIMEOUT = Duration.ofSeconds(180);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final int TAIL_LINES = 30;

  private final String name;
  private final Process process;
  private final Path log;
  private final String address;

  private NodeProcess(String name, Process process, Path log, String address) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.address = address;
  }

  /**
   * Returns the running node, once it says where it listens.
   *
   * @param name names the log file in the folder
   * @param arguments the arguments of the command {@code skein}
   * @throws IllegalStateException if it ends or says nothing in time; the message has its log's
   *     tail
   */
  public static NodeProcess start(String name, Path logFolder, List<String> arguments) {
    return start(name, logFolder, JavaCommand.skein(), arguments);
  }

  /**
   * Returns the running node, once it says where it listens.
   *
   * @param name names the log file in the folder
   * @param java the command {@code skein}
   * @param arguments its arguments
   * @throws IllegalStateException if it ends or says nothing in time; the message has its log's
   *     tail
   */
  public static NodeProcess start(
      String name, Path logFolder, List<String> java, List<String> arguments) {
    try {
      Files.createDirectories(logFolder);
      Path log = logFolder.resolve(name + ".log");
      List<String> command = new ArrayList<>(java);
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new NodeProcess(name, process, log, awaitAddress(name, process, log));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  private static String awaitAddress(String name, Process process, Path log) {
    CompletableFuture<String> address = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, address), "output-" + name);
    reader.setDaemon(true);
    reader.start();
    try {
      return address.get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IllegalStateException("interrupted while starting " + name, e);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "%s did not start: %s%n%s".formatted(name, e.getMessage(), tail(log)), e);
    }
  }

  /** Reads all that the process says, so that it never waits for a full pipe. */
  private static void read(Process process, CompletableFuture<String> address) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          address.complete(matcher.group(1));
        }
      }
      address.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      address.completeExceptionally(e);
    }
  }

  /** Returns the address that it listens on: {@code host:port}. */
  public String address() {
    return address;
  }

  /** Returns the port that it listens on. */
  public int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** Returns its process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends it without a chance to say anything: {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks it to end, and waits until it has. */
  public void stop() {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "%s did not end within %d s%n%s".formatted(name, STOP_TIMEOUT.toSeconds(), tail(log)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /** Returns the last lines of its log. */
  public String logTail() {
    return tail(log);
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    stop();
  }
}
