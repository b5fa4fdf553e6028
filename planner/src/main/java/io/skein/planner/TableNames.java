package io.skein.planner;

import com.fasterxml.jackson.databind.JsonNode;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.statement.Statement;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which tables the names in a statement stand for. Pure. */
final class TableNames {

  private TableNames() {}

  /** A name as the statement writes it; the schema is "" where it writes none. */
  private record Written(String schema, String name) {

    boolean canMean(TableName table) {
      return table.name().equalsIgnoreCase(name)
          && (schema.isEmpty() || table.schema().equalsIgnoreCase(schema));
    }
  }

  /**
   * Returns the tables of the catalog that the statement names: of a name without schema the first
   * one on the search path, as DuckDB finds it. A name of the statement's own, such as that of a
   * common table expression, counts too where there is a table of that name.
   */
  static Set<TableName> mentioned(Statement statement, Catalog catalog, List<String> searchPath) {
    Set<TableName> tables = new LinkedHashSet<>();
    for (Written written : written(statement)) {
      catalog.tables().keySet().stream()
          .filter(written::canMean)
          .min(Comparator.comparingInt(table -> searchPath.indexOf(table.schema())))
          .ifPresent(tables::add);
    }
    return tables;
  }

  /**
   * Refuses a name without schema that stands for tables in several schemas, none of them the main
   * one or the one that the session looks into first.
   */
  static void requireUnambiguous(
      Statement statement, PlanOutline outline, Catalog catalog, List<String> searchPath) {
    Set<String> chosen = new HashSet<>(Set.of(TableName.MAIN));
    if (!searchPath.equals(catalog.schemas())) {
      chosen.add(searchPath.get(0));
    }
    Set<String> bare =
        written(statement).stream()
            .filter(written -> written.schema().isEmpty())
            .map(written -> written.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    removeCtes(statement.tree(), bare);
    for (PlanOutline.TableScan scan : outline.scans()) {
      String name = scan.table().name().toLowerCase(Locale.ROOT);
      if (chosen.contains(scan.table().schema()) || !bare.contains(name)) {
        continue;
      }
      List<TableName> same =
          catalog.tables().keySet().stream()
              .filter(table -> table.name().equalsIgnoreCase(name))
              .toList();
      // These schemas are looked into first: then the name stands for the table there.
      boolean inChosen = same.stream().anyMatch(table -> chosen.contains(table.schema()));
      if (same.size() > 1 && !inChosen) {
        throw new SkeinException(
            ErrorCode.AMBIGUOUS_TABLE,
            "the name %s may mean %s: write the one that you mean"
                .formatted(
                    scan.table().name(),
                    same.stream().map(TableName::toString).collect(Collectors.joining(" or "))));
      }
    }
  }

  /** Takes away the names of common table expressions: they hide tables. */
  private static void removeCtes(JsonNode node, Set<String> names) {
    for (JsonNode entry : node.path("cte_map").path("map")) {
      names.remove(entry.path("key").asText().toLowerCase(Locale.ROOT));
    }
    node.forEach(child -> removeCtes(child, names));
  }

  private static List<Written> written(Statement statement) {
    List<Written> names = new ArrayList<>();
    collect(statement.tree(), names);
    return names;
  }

  private static void collect(JsonNode node, List<Written> names) {
    if (node.path("type").asText().equals("BASE_TABLE")) {
      names.add(new Written(node.path("schema_name").asText(), node.path("table_name").asText()));
    }
    node.forEach(child -> collect(child, names));
  }
}
