package io.skein.planner.statement;

import java.util.Locale;
import java.util.Set;

/** Which functions a statement may call, and what calling them means for where it may run. */
final class FunctionRules {
  /** Table functions that make rows of their arguments alone. Every other one is refused. */
  private static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "range",
          "generate_series",
          "unnest",
          "repeat",
          "repeat_row",
          "json_each",
          "json_tree",
          "icu_calendar_names",
          "pg_timezone_names");

  /** Scalar functions that would read or change what belongs to a node. */
  private static final Set<String> REFUSED =
      Set.of(
          "getvariable",
          "getenv",
          "nextval",
          "currval",
          "setval",
          "stats",
          "vector_type",
          "current_setting",
          "setseed",
          "write_log",
          "txid_current",
          "current_query",
          "current_query_id",
          "current_connection_id",
          "current_transaction_id",
          "finalize",
          "combine",
          "to_aggregate_state",
          "combine_aggr",
          "json_execute_serialized_sql",
          "json_serialize_plan",
          "query",
          "query_table",
          "sleep_ms",
          "in_search_path");

  /** Functions whose answer would be that of a node's internals. */
  private static final Set<String> NODE = Set.of("current_database", "current_catalog");

  private static final Set<String> SESSION =
      Set.of(
          "current_schema",
          "current_schemas",
          "current_user",
          "current_role",
          "user",
          "session_user",
          "version");

  private static final Set<String> CLOCK =
      Set.of(
          "now",
          "current_timestamp",
          "transaction_timestamp",
          "get_current_timestamp",
          "current_date",
          "today",
          "current_time",
          "get_current_time",
          "ago",
          "localtime",
          "localtimestamp",
          "current_localtime",
          "current_localtimestamp",
          "age");

  private static final Set<String> VOLATILE =
      Set.of("random", "uuid", "gen_random_uuid", "uuidv4", "uuidv7", "clock_timestamp", "setseed");

  private FunctionRules() {}

  /** Returns the name of the called function as the rules spell it. */
  static String normalized(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  static boolean isTableFunctionAllowed(String name) {
    return TABLE_FUNCTIONS.contains(normalized(name));
  }

  static boolean isRefused(String name) {
    String normalized = normalized(name);
    return REFUSED.contains(normalized)
        || normalized.startsWith("pg_")
        || normalized.startsWith("duckdb_")
        || normalized.startsWith("pragma_")
        || normalized.startsWith("__internal_")
        || normalized.startsWith("has_")
        || normalized.startsWith("read_");
  }

  static boolean readsSession(String name) {
    return SESSION.contains(normalized(name));
  }

  static boolean readsNode(String name) {
    return NODE.contains(normalized(name));
  }

  static boolean readsClock(String name) {
    return CLOCK.contains(normalized(name));
  }

  static boolean isVolatile(String name) {
    return VOLATILE.contains(normalized(name));
  }
}
