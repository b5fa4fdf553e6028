package io.skein.planner;

import io.skein.planner.catalog.CatalogShard;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.plan.Constant;
import io.skein.planner.plan.DataType;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ShardHash;
import io.skein.protocol.table.Sharding;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells in which shard of a table with hash sharding a key lies. */
final class ShardKey {
  private static final Pattern NUMBERED = Pattern.compile("shard-(\\d{1,9})");
  private static final Set<String> INTEGERS =
      Set.of(
          "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "DATE");

  private ShardKey() {}

  /** Returns whether rows with the value can be in the shard; where it is not sure it says yes. */
  static boolean mayHold(CatalogTable table, CatalogShard shard, String column, Constant value) {
    if (table.sharding().kind() != Sharding.Kind.HASH
        || !table.sharding().column().orElseThrow().equals(column)) {
      return true;
    }
    Matcher number = NUMBERED.matcher(shard.shard().name());
    Column key = table.columns().get(table.indexOf(column));
    OptionalLong hash = hash(key.type(), value);
    return hash.isEmpty()
        || !number.matches()
        || ShardHash.shard(hash.getAsLong(), table.shards().size())
            == Integer.parseInt(number.group(1));
  }

  /** Returns the value's hash, if it is of the key's own type: others hash in another way. */
  private static OptionalLong hash(String keyType, Constant constant) {
    if (!(constant.type() instanceof DataType.Named type) || !type.name().equals(keyType)) {
      return OptionalLong.empty();
    }
    if (constant.value() instanceof Constant.Whole whole && INTEGERS.contains(keyType)) {
      return OptionalLong.of(ShardHash.ofLong(whole.value().longValueExact()));
    }
    if (constant.value() instanceof Constant.Text text && keyType.equals("VARCHAR")) {
      return OptionalLong.of(ShardHash.ofText(text.value()));
    }
    return OptionalLong.empty();
  }
}
