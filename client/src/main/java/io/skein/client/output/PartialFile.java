package io.skein.client.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;

/**
 * A file that is being written beside its target and takes its place, in one step, when it is
 * complete. Otherwise it is deleted, also when the process is asked to end. Owned by one thread.
 */
final class PartialFile implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path target;
  private final Path path;
  private final Thread onExit;

  /** Names the partial file; whoever writes creates it. */
  PartialFile(Path target) throws IOException {
    // Written through a link, as any program would, and not in the link's place.
    this.target = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    this.path =
        this.target.resolveSibling(
            ".%s.partial-%08x".formatted(target.getFileName(), RANDOM.nextInt()));
    this.onExit = new Thread(this::delete, "delete-partial-file");
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /** Returns where to write. */
  Path path() {
    return path;
  }

  /** Puts the file in the target's place. */
  void complete() throws IOException {
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the incomplete file " + path, e);
    }
  }

  /** Deletes the file unless it is complete. */
  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and finds nothing.
    }
  }
}
