package io.skein.planner.shell;

import io.skein.planner.catalog.CatalogTable;
import io.skein.protocol.sql.SqlText;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which columns of a table may have NULLs: all but those whose footers say that they have none.
 * DuckDB's deliminator asks a table's statistics, and of columns without NULLs it takes {@code <>}
 * for {@code IS DISTINCT FROM}; so a shell that lacks a NULL makes wrong plans. Pure.
 */
final class PossibleNulls {

  private PossibleNulls() {}

  /** Returns whether the column may have a NULL in some shard. */
  static boolean in(CatalogTable table, int column) {
    return table.shards().stream()
        .map(shard -> shard.shard().statistics().get(column).nulls())
        .anyMatch(nulls -> !nulls.equals(OptionalLong.of(0)));
  }

  /** Returns whether plans made for the one table's NULLs are right for the other's, too. */
  static boolean cover(CatalogTable table, CatalogTable other) {
    return IntStream.range(0, table.columns().size())
        .allMatch(column -> in(table, column) || !in(other, column));
  }

  /**
   * Returns the statements that have the shell's statistics tell of NULLs, and leave its rows as
   * they are. The shell must have rows.
   */
  static List<String> tell(CatalogTable table, long rows) {
    String name = table.name().toSql();
    String values =
        IntStream.range(0, table.columns().size())
            .mapToObj(column -> value(table, column))
            .collect(Collectors.joining(", "));
    return List.of(
        "INSERT INTO %1$s SELECT %2$s FROM %1$s LIMIT 1".formatted(name, values),
        "DELETE FROM %s WHERE rowid = %d".formatted(name, rows));
  }

  private static String value(CatalogTable table, int column) {
    return in(table, column) ? "NULL" : SqlText.identifier(table.columns().get(column).name());
  }
}
