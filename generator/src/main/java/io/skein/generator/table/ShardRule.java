package io.skein.generator.table;

import io.skein.protocol.table.ShardHash;
import io.skein.protocol.table.Sharding;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * How a table's rows are divided among its shards. Immutable and thread-safe.
 *
 * @param sharding what the manifest says of it
 * @param shards how many shards there are
 * @param shardOf the row's shard; empty if the shards are consecutive parts of the rows
 */
public record ShardRule<R>(Sharding sharding, int shards, Optional<ToIntFunction<R>> shardOf) {

  public ShardRule {
    if (shards < 1) {
      throw new IllegalArgumentException("a table has at least one shard: " + shards);
    }
  }

  /** Returns the rule that each shard is one of the consecutive parts of the rows. */
  public static <R> ShardRule<R> consecutive(Sharding sharding, int shards) {
    return new ShardRule<>(sharding, shards, Optional.empty());
  }

  /** Returns the rule that the hash of the column decides. */
  public static <R> ShardRule<R> hash(Field<R> field, int shards) {
    return new ShardRule<>(
        Sharding.hash(field.name()),
        shards,
        Optional.of(row -> ShardHash.shard(field.hash(row), shards)));
  }

  /**
   * Returns the rule that each shard has an interval of the column's values, such that the shards
   * are about equal for rows like those of the sample. Equal values lie in one shard, so where a
   * value is frequent some shards stay empty.
   */
  public static <R> ShardRule<R> range(Field<R> field, int shards, List<R> sample) {
    Comparator<Object> order = naturalOrder();
    Object[] values = sample.stream().map(field::value).toArray();
    Arrays.sort(values, order);
    // bounds[i] is the smallest value of shard i + 1.
    Object[] bounds = new Object[values.length == 0 ? 0 : shards - 1];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = values[(int) ((long) values.length * (i + 1) / shards)];
    }
    return new ShardRule<>(
        Sharding.range(field.name()),
        shards,
        Optional.of(row -> boundsUpTo(bounds, field.value(row), order)));
  }

  /** Returns how many of the sorted bounds are not greater than the value. */
  private static int boundsUpTo(Object[] bounds, Object value, Comparator<Object> order) {
    int low = 0;
    int high = bounds.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (order.compare(bounds[middle], value) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** All values are of one column, so they compare with each other. */
  @SuppressWarnings("unchecked")
  private static Comparator<Object> naturalOrder() {
    return (left, right) -> ((Comparable<Object>) left).compareTo(right);
  }
}
