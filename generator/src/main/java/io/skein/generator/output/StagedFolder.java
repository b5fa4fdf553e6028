package io.skein.generator.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A folder that is written under a hidden name beside its place, and put into its place in one
 * move. What was there before is kept, hidden too, until that has succeeded everywhere. Not
 * thread-safe.
 *
 * <p>Without {@link #create()}, the move only takes away what was there.
 */
final class StagedFolder {
  private final Path target;
  private final Path staging;
  private final Path old;
  private boolean created;
  private boolean tookOld;
  private boolean putNew;

  StagedFolder(Path target) {
    this.target = target;
    this.staging = HiddenName.staging(target);
    this.old = HiddenName.old(target);
  }

  /** Returns the final place. */
  Path target() {
    return target;
  }

  /** Returns where to write until then. */
  Path staging() {
    return staging;
  }

  void create() throws IOException {
    Files.createDirectories(staging);
    created = true;
  }

  /** Takes away what was there, and puts in place what was written. */
  void moveIn() throws IOException {
    if (Files.exists(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      tookOld = true;
    }
    if (created) {
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
      putNew = true;
    }
  }

  /** Undoes {@link #moveIn()}, also where it went only half the way. */
  void moveBack() throws IOException {
    if (putNew) {
      Files.move(target, staging, StandardCopyOption.ATOMIC_MOVE);
      putNew = false;
    }
    if (tookOld) {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
      tookOld = false;
    }
  }

  void removeOld() throws IOException {
    FileTree.delete(old);
  }

  void discard() throws IOException {
    FileTree.delete(staging);
  }
}
