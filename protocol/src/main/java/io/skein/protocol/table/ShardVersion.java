package io.skein.protocol.table;

/**
 * The name of one version of a shard, as tickets carry it. Immutable.
 *
 * @param shard the shard's name in its table
 * @param fingerprint which version
 */
public record ShardVersion(String shard, String fingerprint) {

  public ShardVersion {
    if (shard.isEmpty() || fingerprint.isEmpty()) {
      throw new IllegalArgumentException(
          "a shard version needs a name and a fingerprint: '%s', '%s'"
              .formatted(shard, fingerprint));
    }
  }

  @Override
  public String toString() {
    return shard + "@" + fingerprint;
  }
}
