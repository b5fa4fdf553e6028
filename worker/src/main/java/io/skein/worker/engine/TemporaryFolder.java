package io.skein.worker.engine;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine's own folder for what does not fit into memory. It is locked while its process lives,
 * so that what a process left that was killed can be told from what is in use, and is deleted when
 * the next folder is made beside it. Closed once.
 */
final class TemporaryFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);
  private static final String PREFIX = "skein-engine-";
  private static final String LOCK = "owner.lock";

  /** Those of this process: a process that opens and closes a file again gives up its locks. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private TemporaryFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes a folder, and deletes those of processes that are gone.
   *
   * @param parent where; the system's folder for temporary files if empty
   * @throws SkeinException INVALID_REQUEST if it cannot be made
   */
  static TemporaryFolder create(Optional<Path> parent) {
    try {
      Path where =
          Files.createDirectories(
                  parent.orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))))
              .toRealPath();
      deleteAbandoned(where);
      Path path = Files.createTempDirectory(where, PREFIX);
      OWN.add(path);
      // Under its name only when it is locked, so that nobody takes the folder for abandoned.
      Path unlocked = path.resolve(LOCK + ".new");
      FileChannel lock =
          FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lock.lock();
      Files.move(unlocked, path.resolve(LOCK));
      return new TemporaryFolder(path, lock);
    } catch (IOException e) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "cannot make a folder for temporary files: " + e, e);
    }
  }

  private static void deleteAbandoned(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (!OWN.contains(folder) && isAbandoned(folder)) {
          LOG.info("Deleting {}, which a process left that is gone", folder);
          delete(folder);
        }
      }
    }
  }

  private static boolean isAbandoned(Path folder) {
    try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free != null;
    } catch (IOException e) {
      // Another version's, somebody else's, or just being deleted.
      LOG.debug("{} is left alone: {}", folder, e.toString());
      return false;
    }
  }

  Path path() {
    return path;
  }

  /** Deletes the folder and what is in it. */
  @Override
  public void close() {
    delete(path);
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("The lock of the temporary folder {} does not close", path, e);
    }
    OWN.remove(path);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("Cannot delete the temporary folder {}", folder, e);
    }
  }
}
