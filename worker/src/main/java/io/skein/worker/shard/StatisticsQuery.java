package io.skein.worker.shard;

import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.worker.engine.Session;
import io.skein.worker.shard.FileSchema.Leaves;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The query that draws the statistics of shards' columns from their footers, of many at once: to
 * plan it takes longer than to run it. A bound is given only where it is sure: for every row group
 * that may have a value, from statistics that mean what DuckDB's order of the type means.
 */
final class StatisticsQuery {
  private static final Set<String> BOUNDED =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "FLOAT",
          "DOUBLE",
          "BOOLEAN",
          "VARCHAR",
          "DATE",
          "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE");

  /**
   * What row groups may say of their bounds. Only the newer pair of fields has a defined order. A
   * text that was cut is a lower bound still, but an upper one only if the writer took care; one
   * that was cut within a character comes escaped. INT96 has no defined order. Very long texts are
   * not worth telling every coordinator.
   */
  private static final String ROW_GROUPS =
      """
      SELECT coalesce(s.shard, error('no shard has the file ' || file_name)) AS shard, column_id,
        type AS physical, total_uncompressed_size AS bytes, stats_null_count AS nulls,
        stats_null_count IS NULL OR stats_null_count < row_group_num_rows AS has_values,
        CASE WHEN type <> 'INT96' AND NOT contains(stats_min_value, '\\x')
          AND length(stats_min_value) <= 1000 THEN stats_min_value END AS low,
        CASE WHEN type <> 'INT96' AND NOT contains(stats_max_value, '\\x')
          AND length(stats_max_value) <= 1000
          AND (type <> 'BYTE_ARRAY' OR max_is_exact IS NOT FALSE) THEN stats_max_value END AS high
      FROM parquet_metadata(%s) LEFT JOIN (VALUES %s) AS s(file, shard) ON file_name = s.file""";

  private final List<Column> columns;
  private final List<Leaves> leaves;

  StatisticsQuery(List<Column> columns, List<Leaves> leaves) {
    this.columns = columns;
    this.leaves = leaves;
  }

  private record LeafStatistics(
      String minimum, String maximum, boolean nullsKnown, long nulls, long bytes) {}

  /** Returns the statistics of each shard's columns; all must have the query's leaves. */
  List<List<ColumnStatistics>> run(Session session, List<ShardFiles> shards) {
    List<Map<Integer, LeafStatistics>> byLeaf = new ArrayList<>();
    shards.forEach(shard -> byLeaf.add(new HashMap<>()));
    session.rows(sql(shards), row -> byLeaf.get(row.getInt(1)).put(row.getInt(2), leaf(row)));
    return byLeaf.stream()
        .map(known -> leaves.stream().map(column -> statistics(column, known)).toList())
        .toList();
  }

  private String sql(List<ShardFiles> shards) {
    List<String> files = new ArrayList<>();
    List<String> places = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      for (Path path : shards.get(i).paths()) {
        String file = SqlText.literal(path.toString());
        files.add(file);
        places.add("(%s, %d)".formatted(file, i));
      }
    }
    String rowGroups =
        ROW_GROUPS.formatted("[" + String.join(", ", files) + "]", String.join(", ", places));
    Map<String, List<Integer>> leavesByType = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      String type = columns.get(i).type();
      boolean bounded =
          leaves.get(i).flat() && (BOUNDED.contains(type) || type.startsWith("DECIMAL("));
      for (int leaf = leaves.get(i).from(); leaf < leaves.get(i).to(); leaf++) {
        leavesByType.computeIfAbsent(bounded ? type : "", any -> new ArrayList<>()).add(leaf);
      }
    }
    return leavesByType.entrySet().stream()
        .map(entry -> branch(entry.getKey(), entry.getValue()))
        .collect(
            Collectors.joining(" UNION ALL ", "WITH g AS MATERIALIZED (" + rowGroups + ") ", ""));
  }

  private static String branch(String type, List<Integer> ids) {
    String list = ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    String bounds =
        type.isEmpty()
            ? "NULL, NULL"
            : bound("min", "low", type) + ", " + bound("max", "high", type);
    return "SELECT shard, column_id, %s, bool_and(nulls IS NOT NULL), coalesce(sum(nulls), 0)::BIGINT, sum(bytes)::BIGINT FROM g WHERE column_id IN (%s) GROUP BY shard, column_id"
        .formatted(bounds, list);
  }

  private static String bound(String aggregate, String column, String type) {
    boolean floating = type.equals("FLOAT") || type.equals("DOUBLE");
    String text =
        floating
            // Half-precision numbers have no defined order.
            ? "CASE WHEN physical <> 'FIXED_LEN_BYTE_ARRAY' THEN %s END".formatted(column)
            : column;
    String value = "TRY_CAST(%s AS %s)".formatted(text, type);
    // NaN is no bound, and a writer that gives it gives no bound of the other values.
    String usable =
        floating
            ? "(%s IS NOT NULL AND NOT isnan(%s))".formatted(value, value)
            : "(%s IS NOT NULL)".formatted(value);
    return "CASE WHEN bool_and(NOT has_values OR %s) THEN %s(%s) FILTER (has_values)::VARCHAR END"
        .formatted(usable, aggregate, value);
  }

  private static LeafStatistics leaf(ResultSet row) throws SQLException {
    return new LeafStatistics(
        row.getString(3), row.getString(4), row.getBoolean(5), row.getLong(6), row.getLong(7));
  }

  private static ColumnStatistics statistics(Leaves column, Map<Integer, LeafStatistics> byLeaf) {
    long bytes = 0;
    for (int leaf = column.from(); leaf < column.to(); leaf++) {
      bytes += byLeaf.containsKey(leaf) ? byLeaf.get(leaf).bytes() : 0;
    }
    LeafStatistics only = column.flat() ? byLeaf.get(column.from()) : null;
    if (only == null) {
      return new ColumnStatistics(Optional.empty(), Optional.empty(), OptionalLong.empty(), bytes);
    }
    return new ColumnStatistics(
        Optional.ofNullable(only.minimum()),
        Optional.ofNullable(only.maximum()),
        only.nullsKnown() ? OptionalLong.of(only.nulls()) : OptionalLong.empty(),
        bytes);
  }
}
