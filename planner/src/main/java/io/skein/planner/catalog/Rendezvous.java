package io.skein.planner.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Rendezvous hashing: of the workers that can read a shard, the one with the highest score owns it,
 * and when it goes the next in line takes over; no other shard moves. Pure.
 *
 * <p>Source: Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998.
 */
final class Rendezvous {

  private Rendezvous() {}

  /** Returns the workers in order of preference for the key. */
  static List<String> order(String key, Collection<String> workers) {
    long keyHash = hash(key);
    return workers.stream()
        .sorted(
            Comparator.comparingLong((String worker) -> mix(keyHash ^ hash(worker)))
                .reversed()
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** FNV-1a of the text's UTF-8 bytes, then mixed, since FNV leaves the high bits alike. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** The finalizer of MurmurHash3's 64-bit variant. */
  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
