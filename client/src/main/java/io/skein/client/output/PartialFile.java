package io.skein.client.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;

/**
 * A file that is being written beside its target and takes its place, in one step, when it is
 * complete. Otherwise it is deleted, also when the process is asked to end. Owned by one thread.
 *
 * <p>It lies in a folder of its own: when that is gone, a writer that has not noticed yet that all
 * is over cannot create the file again.
 */
final class PartialFile implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path target;
  private final Path folder;
  private final Thread onExit;

  /**
   * Makes room for the partial file; whoever writes creates it.
   *
   * @throws IOException if nothing can be written beside the target, naming it and the reason
   */
  PartialFile(Path target) throws IOException {
    // Written through a link, as any program would, and not in the link's place.
    this.target = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    this.folder =
        this.target.resolveSibling(
            ".%s.partial-%08x".formatted(target.getFileName(), RANDOM.nextInt()));
    this.onExit = new Thread(this::delete, "delete-partial-file");
    try {
      Files.createDirectory(folder);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "cannot write %s: there is no folder %s".formatted(target, this.target.getParent()), e);
    } catch (AccessDeniedException e) {
      throw new IOException(
          "cannot write %s: no permission to write into folder %s"
              .formatted(target, this.target.getParent()),
          e);
    } catch (IOException e) {
      throw new IOException("cannot write %s: %s".formatted(target, e.getMessage()), e);
    }
    try {
      Runtime.getRuntime().addShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The process is ending, and would leave the folder.
      delete();
      throw e;
    }
  }

  /** Returns where to write. */
  Path path() {
    return folder.resolve("data");
  }

  /** Puts the file in the target's place. */
  void complete() throws IOException {
    Files.move(path(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void delete() {
    try {
      while (!deleted()) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the incomplete file in " + folder, e);
    }
  }

  /** Returns false if the writer has created the file between the two steps. */
  private boolean deleted() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
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
