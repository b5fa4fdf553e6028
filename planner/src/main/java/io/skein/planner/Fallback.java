package io.skein.planner;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is assumed of a statement whose plan DuckDB does not write down: it reads everything. */
final class Fallback {

  private Fallback() {}

  /** Returns an outline that scans all columns of every table that the statement may mean. */
  static PlanOutline outline(Statement statement, Catalog catalog) {
    List<PlanOutline.Scan> scans = new ArrayList<>();
    TableNames.mentioned(statement, catalog)
        .forEach(
            name -> {
              CatalogTable table = catalog.table(name).orElseThrow();
              scans.add(
                  new PlanOutline.Scan(
                      name,
                      IntStream.range(0, table.columns().size())
                          .boxed()
                          .collect(Collectors.toSet()),
                      false,
                      MissingNode.getInstance()));
            });
    return new PlanOutline(Set.of("UNKNOWN"), scans, true);
  }
}
