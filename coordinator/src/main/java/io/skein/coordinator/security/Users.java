package io.skein.coordinator.security;

import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a file, which is read again when it has changed: who was added can log in at once,
 * and who was removed is out within a second or so. While it is malformed, those that it had before
 * stay. Thread-safe.
 */
final class Users {
  private static final Logger LOG = LoggerFactory.getLogger(Users.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final UsersFile file;
  private Map<String, User> users;
  private Optional<Version> version;
  private long looked;

  /** What tells a file from the one that replaced it. */
  private record Version(Object key, FileTime modified, long size) {}

  /**
   * Reads the file.
   *
   * @throws SkeinException INVALID_REQUEST if it cannot be read or is malformed
   */
  Users(UsersFile file) {
    this.file = file;
    this.version = version();
    this.users = file.read();
    this.looked = System.nanoTime();
  }

  /** Returns the user of the name, as the file was a second or so ago. */
  synchronized Optional<User> user(String name) {
    if (System.nanoTime() - looked > LOOK_NANOS) {
      looked = System.nanoTime();
      lookAgain();
    }
    return Optional.ofNullable(users.get(name));
  }

  /** Returns the user of the name, as the file is now: for who would be refused otherwise. */
  synchronized Optional<User> newest(String name) {
    looked = System.nanoTime();
    lookAgain();
    return Optional.ofNullable(users.get(name));
  }

  private void lookAgain() {
    Optional<Version> now = version();
    if (now.equals(version)) {
      return;
    }
    version = now;
    try {
      users = file.read();
      LOG.info("The users file {} has changed: {} users", file.path(), users.size());
    } catch (SkeinException e) {
      LOG.error("Users stay as they were: {}", e.getMessage());
    }
  }

  private Optional<Version> version() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
      return Optional.of(
          new Version(
              String.valueOf(attributes.fileKey()),
              attributes.lastModifiedTime(),
              attributes.size()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
