package io.skein.protocol.ticket;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that all nodes of a cluster share and nobody else knows: the first signs, and what any
 * of them signed is accepted, so that a key can be replaced while the cluster runs. Thread-safe.
 * Its text form shows only the keys' ids.
 */
public final class ClusterSecret {
  /** The least length of a key, in bytes. */
  public static final int MINIMUM_BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";

  private final List<Key> keys;

  private ClusterSecret(List<Key> keys) {
    this.keys = keys;
  }

  /**
   * What is signed. Each purpose has a key of its own, derived from the cluster's, so that nothing
   * that was signed for one is accepted for another.
   */
  public enum Purpose {
    /** Tickets. */
    TICKET,
    /** Tokens by which users are known after they gave their password. */
    USER_TOKEN,
    /** Tokens by which nodes know each other. */
    NODE_TOKEN
  }

  private record Key(String id, Map<Purpose, SecretKeySpec> derived) {

    static Key of(byte[] bytes) {
      if (bytes.length < MINIMUM_BYTES) {
        throw new IllegalArgumentException(
            "the cluster secret must have at least %d bytes, but has %d"
                .formatted(MINIMUM_BYTES, bytes.length));
      }
      SecretKeySpec root = new SecretKeySpec(bytes, ALGORITHM);
      Map<Purpose, SecretKeySpec> derived = new EnumMap<>(Purpose.class);
      for (Purpose purpose : Purpose.values()) {
        byte[] label = ("skein " + purpose).getBytes(StandardCharsets.UTF_8);
        derived.put(purpose, new SecretKeySpec(mac(root, label), ALGORITHM));
      }
      return new Key(HexFormat.of().formatHex(digest(bytes), 0, 4), derived);
    }
  }

  /**
   * Returns the secret of one key.
   *
   * @throws IllegalArgumentException if it has fewer than {@link #MINIMUM_BYTES}
   */
  public static ClusterSecret of(byte[] bytes) {
    return of(List.of(bytes));
  }

  /**
   * Returns the secret of these keys, of which the first signs.
   *
   * @throws IllegalArgumentException if there is none, or one has fewer than {@link #MINIMUM_BYTES}
   */
  public static ClusterSecret of(List<byte[]> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("the cluster secret has no key");
    }
    return new ClusterSecret(keys.stream().map(Key::of).toList());
  }

  /** Returns a new random key's bytes. */
  public static byte[] randomBytes() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** Returns a name of the key that signs, which does not give it away. */
  public String id() {
    return keys.get(0).id();
  }

  /** Returns the keyed digest of the bytes. */
  public byte[] sign(Purpose purpose, byte[] bytes) {
    return mac(keys.get(0).derived().get(purpose), bytes);
  }

  /** Returns whether the secret has the key. */
  public boolean has(String keyId) {
    return key(keyId).isPresent();
  }

  /** Returns whether the signature is the key's own of these bytes, for this purpose. */
  public boolean verifies(Purpose purpose, String keyId, byte[] bytes, byte[] signature) {
    return key(keyId)
        .map(key -> MessageDigest.isEqual(mac(key.derived().get(purpose), bytes), signature))
        .orElse(false);
  }

  private Optional<Key> key(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private static byte[] mac(SecretKeySpec key, byte[] bytes) {
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
    return "ClusterSecret" + keys.stream().map(Key::id).toList();
  }
}
