package io.skein.coordinator.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.TableGrants;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file that says who may ask: JSON, <code>
 * {"users": [{"name": "...", "password": "$2b$...", "grants": ["*"]}]}</code>. It holds hashes of
 * passwords only, and is written whole or not at all.
 */
final class UsersFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FIELDS = Set.of("name", "password", "grants");

  private final Path file;

  UsersFile(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /**
   * Returns the users by name.
   *
   * @throws SkeinException INVALID_REQUEST if the file cannot be read or is malformed
   */
  Map<String, User> read() {
    try {
      JsonNode list = JSON.readTree(Files.readAllBytes(file)).path("users");
      if (!list.isArray()) {
        throw malformed("it has no list \"users\"", null);
      }
      Map<String, User> users = new TreeMap<>();
      for (JsonNode entry : list) {
        User user = user(entry);
        if (users.put(user.name(), user) != null) {
          throw malformed("it has user %s twice".formatted(user.name()), null);
        }
      }
      return users;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      // The parser's own words would show the text around the mistake.
      throw malformed("it is not JSON, at line " + e.getLocation().getLineNr(), null);
    } catch (IOException e) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "cannot read the users file %s".formatted(e), e);
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  /** Returns the users by name; none if there is no file yet. */
  Map<String, User> readIfThere() {
    return Files.exists(file) ? read() : new TreeMap<>();
  }

  private User user(JsonNode entry) {
    entry
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw malformed(
                    "a user has name, password and grants, but no \"%s\"".formatted(field), null);
              }
            });
    if (!entry.path("grants").isArray()) {
      throw malformed(
          "user %s has no list \"grants\"; [\"*\"] is all tables"
              .formatted(entry.path("name").asText()),
          null);
    }
    List<String> grants = new ArrayList<>();
    entry.path("grants").forEach(pattern -> grants.add(pattern.asText()));
    return new User(
        entry.path("name").asText(), entry.path("password").asText(), new TableGrants(grants));
  }

  private SkeinException malformed(String reason, Throwable cause) {
    return new SkeinException(
        ErrorCode.INVALID_REQUEST,
        "the users file %s is malformed: %s".formatted(file, reason),
        cause);
  }

  /**
   * Writes the users.
   *
   * @throws SkeinException INVALID_REQUEST if the file cannot be written; then it is as it was
   */
  void write(Collection<User> users) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("users");
    for (User user : users) {
      ObjectNode entry = list.addObject();
      entry.put("name", user.name());
      entry.put("password", user.passwordHash());
      ArrayNode grants = entry.putArray("grants");
      user.grants().patterns().forEach(grants::add);
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, ".users-", ".json", ownerOnly(folder));
      try {
        Files.write(
            fresh,
            JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root),
            StandardOpenOption.SYNC);
        replace(fresh);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "cannot write the users file %s".formatted(e), e);
    }
  }

  private void replace(Path fresh) throws IOException {
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
    return Files.getFileStore(folder).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
