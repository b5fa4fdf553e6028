package io.skein.protocol.ticket;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that all nodes of a cluster share and nobody else knows. Thread-safe. Its text form shows
 * only the key's id.
 */
public final class ClusterSecret {
  /** The least length of a key, in bytes. */
  public static final int MINIMUM_BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final String id;

  private ClusterSecret(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, ALGORITHM);
    this.id = HexFormat.of().formatHex(digest(bytes), 0, 4);
  }

  /**
   * Returns the secret of these bytes.
   *
   * @throws IllegalArgumentException if there are fewer than {@link #MINIMUM_BYTES}
   */
  public static ClusterSecret of(byte[] bytes) {
    if (bytes.length < MINIMUM_BYTES) {
      throw new IllegalArgumentException(
          "the cluster secret must have at least %d bytes, but has %d"
              .formatted(MINIMUM_BYTES, bytes.length));
    }
    return new ClusterSecret(bytes.clone());
  }

  /** Returns a new random secret's bytes. */
  public static byte[] randomBytes() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** Returns a name of the key that does not give it away. */
  public String id() {
    return id;
  }

  /** Returns the keyed digest of the bytes. */
  byte[] sign(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** Returns the SHA-256 of the bytes. */
  static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "ClusterSecret[" + id + "]";
  }
}
