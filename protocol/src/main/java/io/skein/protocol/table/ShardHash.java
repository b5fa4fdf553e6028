package io.skein.protocol.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The hash that decides in which shard of a table with {@code hash(column)} sharding a value lies.
 * Whoever writes such a table and whoever plans over it use this one. Thread-safe; it keeps
 * nothing.
 *
 * <p>It is part of the data format: a change of a single result makes existing tables unreadable by
 * key. Values of different types that compare equal in SQL hash alike among the integers and DATE
 * (as its days since 1970-01-01), and not otherwise: the BIGINT 1 and the DOUBLE 1.0 lie in
 * different shards.
 *
 * <ul>
 *   <li>integers of every width and DATE: the 64-bit finalizer of MurmurHash3 over the value
 *   <li>BOOLEAN: as the integers 0 and 1
 *   <li>DOUBLE: as the integer of its IEEE 754 bits, after -0.0 became 0.0 and every NaN the one
 *       quiet NaN
 *   <li>VARCHAR: over the UTF-8 bytes; starting with their number, for each eight bytes as a
 *       little-endian integer, the last filled up with zeros: {@code hash = finalizer(hash xor
 *       eight bytes) + 0x9E3779B97F4A7C15}
 *   <li>NULL: shard 0
 * </ul>
 */
public final class ShardHash {
  /** The shard in which rows lie whose sharding column is NULL. */
  public static final int NULL_SHARD = 0;

  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private ShardHash() {}

  /** Returns the hash of an integer of any width, or of a DATE as days since 1970-01-01. */
  public static long ofLong(long value) {
    long hash = value;
    hash ^= hash >>> 33;
    hash *= 0xFF51AFD7ED558CCDL;
    hash ^= hash >>> 33;
    hash *= 0xC4CEB9FE1A85EC53L;
    hash ^= hash >>> 33;
    return hash;
  }

  /** Returns the hash of a BOOLEAN. */
  public static long ofBoolean(boolean value) {
    return ofLong(value ? 1 : 0);
  }

  /** Returns the hash of a DOUBLE; values that compare equal hash alike, NaN included. */
  public static long ofDouble(double value) {
    return ofLong(Double.doubleToLongBits(value + 0.0));
  }

  /** Returns the hash of a VARCHAR. */
  public static long ofText(String value) {
    return ofUtf8(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the hash of a VARCHAR by its UTF-8 bytes. */
  public static long ofUtf8(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long hash = bytes.length;
    while (buffer.remaining() >= Long.BYTES) {
      hash = ofLong(hash ^ buffer.getLong()) + GOLDEN_RATIO;
    }
    if (buffer.hasRemaining()) {
      long last = 0;
      for (int shift = 0; buffer.hasRemaining(); shift += Byte.SIZE) {
        last |= (buffer.get() & 0xFFL) << shift;
      }
      hash = ofLong(hash ^ last) + GOLDEN_RATIO;
    }
    return hash;
  }

  /**
   * Returns the number of the shard, from 0, in which values of the hash lie.
   *
   * @throws IllegalArgumentException if there are no shards
   */
  public static int shard(long hash, int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException("a table has at least one shard: " + shards);
    }
    return Math.floorMod(hash, shards);
  }
}
