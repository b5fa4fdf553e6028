package io.skein.protocol.table;

/**
 * A shard that a worker has but does not serve. Queries of its table fail with the reason.
 * Immutable.
 *
 * @param name the shard's name in its table
 * @param reason what is wrong, naming the file, and what to do
 */
public record RefusedShard(String name, String reason) {

  public RefusedShard {
    if (name.isEmpty() || reason.isEmpty()) {
      throw new IllegalArgumentException("a refused shard needs a name and a reason");
    }
  }
}
