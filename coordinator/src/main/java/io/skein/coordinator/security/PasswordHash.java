package io.skein.coordinator.security;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** Passwords as they are kept: bcrypt in OpenBSD's text form. */
final class PasswordHash {
  /** bcrypt does not look at more bytes of a password. */
  static final int MOST_BYTES = 72;

  private static final String VERSION = "2b";

  /** 2 to this power rounds: about 0.15 s of one core for each attempt. */
  private static final int COST = 11;

  private static final int SALT_BYTES = 16;

  /** What a password is checked against where there is no such user, to take as long. */
  private static final String NOBODY = of("nobody has this password".toCharArray());

  private PasswordHash() {}

  /**
   * Returns what is to be kept of the password.
   *
   * @throws IllegalArgumentException if it is empty or too long
   */
  static String of(char[] password) {
    int bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password)).remaining();
    if (bytes == 0 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a password has 1 to %d bytes as UTF-8, but this has %d".formatted(MOST_BYTES, bytes));
    }
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return OpenBSDBCrypt.generate(VERSION, password, salt, COST);
  }

  /** Returns whether the text is such a hash. */
  static boolean isHash(String text) {
    return text.matches("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");
  }

  /** Returns whether it is the password's hash; takes as long whether it is or not. */
  static boolean matches(String hash, char[] password) {
    try {
      return OpenBSDBCrypt.checkPassword(hash, password);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /** Takes as long as a check does, for a user who is not there. */
  static void pretend(char[] password) {
    matches(NOBODY, password);
  }
}
