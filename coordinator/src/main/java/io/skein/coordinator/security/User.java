package io.skein.coordinator.security;

import io.skein.protocol.security.TableGrants;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One who may ask. Immutable. Its text form does not show the password's hash.
 *
 * @param name letters, digits and {@code . _ @ -}
 * @param passwordHash see {@link PasswordHash}
 * @param grants the tables that the user may read
 */
record User(String name, String passwordHash, TableGrants grants) {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@-]{1,128}");

  User {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a user's name may have up to 128 letters, digits, '.', '_', '@' and '-': '%s'"
              .formatted(name));
    }
    if (!PasswordHash.isHash(passwordHash)) {
      throw new IllegalArgumentException(
          "the password of user %s is not a bcrypt hash: set it with skein user passwd"
              .formatted(name));
    }
    Objects.requireNonNull(grants, "grants");
  }

  User withPassword(String hash) {
    return new User(name, hash, grants);
  }

  User withGrants(TableGrants other) {
    return new User(name, passwordHash, other);
  }

  /** Returns what says which password it is, without giving anything of it away. */
  String credential() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(passwordHash.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "User[%s, %s]".formatted(name, grants.patterns());
  }
}
