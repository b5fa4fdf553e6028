package io.skein.it;

import io.skein.protocol.table.Sharding;
import java.util.Locale;
import java.util.Optional;

/**
 * A way to lay a table's rows out in shards. Each is a schema of the test clusters, but for {@link
 * #ONE}, whose tables are in the main schema.
 */
enum Layout {
  /** One file in the table's folder. */
  ONE(1, false) {
    @Override
    String shardOf(String key) {
      return "0";
    }
  },
  /** Three shards with as many rows each. */
  EVEN(3, true) {
    @Override
    String shardOf(String key) {
      return "row % 3";
    }
  },
  /** All rows in the middle one of three shards. */
  LUMP(3, true) {
    @Override
    String shardOf(String key) {
      return "1";
    }
  },
  /** The rows without a key in a shard of their own. */
  NULL_KEYS(3, false) {
    @Override
    String shardOf(String key) {
      return "CASE WHEN %s IS NULL THEN 0 ELSE 1 + row %% 2 END".formatted(key);
    }
  },
  /** Nine out of ten rows with the same key. */
  SKEW(3, true) {
    @Override
    String shardOf(String key) {
      return "row % 3";
    }
  },
  /** Seven files in the table's folder. */
  SEVEN(7, false) {
    @Override
    String shardOf(String key) {
      return "row % 7";
    }
  },
  /** Three shards by the hash of the key, in one colocation group. */
  HASHED(3, true) {
    @Override
    String shardOf(String key) {
      return "(SELECT shard FROM key_shards AS s WHERE s.key IS NOT DISTINCT FROM %s)"
          .formatted(key);
    }

    @Override
    Sharding sharding(String key) {
      return Sharding.hash(key);
    }

    @Override
    Optional<String> colocationGroup() {
      return Optional.of("keys");
    }
  },
  /** Three shards with intervals of the key; rows without a key are in the last. */
  RANGED(3, true) {
    @Override
    String shardOf(String key) {
      return "coalesce(CASE WHEN %1$s < 10 THEN 0 WHEN %1$s < 20 THEN 1 END, 2)".formatted(key);
    }

    @Override
    Sharding sharding(String key) {
      return Sharding.range(key);
    }
  };

  private final int shards;
  private final boolean manifest;

  Layout(int shards, boolean manifest) {
    this.shards = shards;
    this.manifest = manifest;
  }

  /** SQL that gives a row's shard, from its key and its number {@code row}. */
  abstract String shardOf(String key);

  Sharding sharding(String key) {
    return Sharding.NONE;
  }

  Optional<String> colocationGroup() {
    return Optional.empty();
  }

  int shards() {
    return shards;
  }

  /** Whether the tables have a manifest; else each Parquet file is a shard. */
  boolean hasManifest() {
    return manifest;
  }

  boolean hasSkewedKeys() {
    return this == SKEW;
  }

  String schema() {
    return this == ONE ? "main" : name().toLowerCase(Locale.ROOT);
  }

  /** The query with each {@code @name} replaced by the name of that table in this layout. */
  String resolve(String query) {
    return query.replaceAll("@(?=\\w)", this == ONE ? "" : schema() + ".");
  }
}
