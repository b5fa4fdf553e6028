package io.skein.coordinator.security;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.AuthorizationHeader.Login;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks names and passwords. A check is meant to be slow, so a good login is remembered for some
 * minutes, for clients that send the password with every call, and only few run at once.
 * Thread-safe.
 */
final class Logins {
  private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final int MOST_REMEMBERED = 1_000;
  private static final long WAIT_SECONDS = 10;
  private static final String ALGORITHM = "HmacSHA256";

  private final Users users;
  private final Semaphore checks =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
  private final SecretKeySpec key;
  private final Map<String, Long> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  Logins(Users users) {
    this.users = users;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, ALGORITHM);
  }

  /**
   * Returns the user who has the name and the password.
   *
   * @throws SkeinException UNAUTHENTICATED if there is none; it does not say which of both is wrong
   */
  User check(Login login) {
    Optional<User> known = users.user(login.user());
    if (passes(known, login)) {
      return known.orElseThrow();
    }
    Optional<User> newest = users.newest(login.user());
    if (!newest.equals(known) && passes(newest, login)) {
      return newest.orElseThrow();
    }
    throw new SkeinException(ErrorCode.UNAUTHENTICATED, "the user's name or the password is wrong");
  }

  private boolean passes(Optional<User> user, Login login) {
    String digest = digest(login, user.map(User::passwordHash).orElse(""));
    if (user.isPresent() && isRemembered(digest)) {
      return true;
    }
    if (!isRight(user, login)) {
      return false;
    }
    synchronized (remembered) {
      remembered.put(digest, System.nanoTime());
    }
    return true;
  }

  private boolean isRight(Optional<User> user, Login login) {
    try {
      if (!checks.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new SkeinException(
            ErrorCode.UNAUTHENTICATED, "too many log in at once: try again in a while");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(ErrorCode.CANCELLED, "interrupted while a login waited", e);
    }
    try {
      char[] password = login.password().toCharArray();
      if (password.length == 0
          || login.password().getBytes(StandardCharsets.UTF_8).length > PasswordHash.MOST_BYTES) {
        return false;
      }
      if (user.isEmpty()) {
        PasswordHash.pretend(password);
        return false;
      }
      return PasswordHash.matches(user.get().passwordHash(), password);
    } finally {
      checks.release();
    }
  }

  private boolean isRemembered(String digest) {
    synchronized (remembered) {
      Long since = remembered.get(digest);
      return since != null && System.nanoTime() - since < REMEMBERED_NANOS;
    }
  }

  /** Under a key of this process alone: a digest in a heap dump does not help to guess. */
  private String digest(Login login, String hash) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of()
          .formatHex(
              mac.doFinal(
                  String.join("\0", login.user(), hash, login.password())
                      .getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
