package io.skein.planner.parameter;

import io.skein.planner.plan.Constant;
import java.util.Map;

/** The whole numbers that DuckDB's types of fewer than 64 bits have. Pure. */
final class WholeRange {
  private static final Map<String, Integer> SIGNED =
      Map.of("TINYINT", 8, "SMALLINT", 16, "INTEGER", 32);
  private static final Map<String, Integer> UNSIGNED =
      Map.of("UTINYINT", 8, "USMALLINT", 16, "UINTEGER", 32);

  private WholeRange() {}

  /** Returns whether the type is one of these and has the value. All have NULL. */
  static boolean has(String type, Constant.Value value) {
    Integer signed = SIGNED.get(type);
    Integer unsigned = UNSIGNED.get(type);
    if (signed == null && unsigned == null) {
      return false;
    }
    return value instanceof Constant.Null
        || (value instanceof Constant.Whole whole
            && (signed != null
                ? whole.value().bitLength() < signed
                : whole.value().signum() >= 0 && whole.value().bitLength() <= unsigned));
  }
}
