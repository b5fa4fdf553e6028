package io.skein.planner;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.statement.Statement;
import io.skein.protocol.table.Column;
import java.util.List;
import java.util.stream.Collectors;

/** What is assumed of a statement whose plan cannot be read: it reads everything. */
final class Fallback {

  private Fallback() {}

  /** Returns an outline that scans all columns of every table that the statement may mean. */
  static PlanOutline outline(Statement statement, Catalog catalog, List<String> searchPath) {
    List<PlanOutline.TableScan> scans =
        TableNames.mentioned(statement, catalog, searchPath).stream()
            .map(
                name ->
                    new PlanOutline.TableScan(
                        name,
                        catalog.table(name).orElseThrow().columns().stream()
                            .map(Column::name)
                            .collect(Collectors.toSet()),
                        null))
            .toList();
    return new PlanOutline(scans);
  }
}
