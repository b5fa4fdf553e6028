package io.skein.planner;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rule of the GATHER lane: one worker pulls the columns and rows that are needed of each table,
 * in the order of the shards, and runs the original statement over them. It answers whatever DuckDB
 * answers; only its size is bounded. Pure.
 */
final class GatherLane {

  private GatherLane() {}

  /** Returns the stages: one for each table, then the one that runs the statement. */
  static List<PlannedStage> stages(
      String sql,
      Schema schema,
      Function<List<Column>, Schema> schemas,
      Catalog catalog,
      Map<TableName, ScanPlan> scans,
      int seed,
      GatherLimit limit) {
    limit.require(scans.values().stream().mapToLong(ScanPlan::bytes).sum(), scans.keySet());
    List<PlannedStage> stages = new ArrayList<>();
    List<PlannedInput> inputs = new ArrayList<>();
    List<CatalogShard> all = new ArrayList<>();
    scans.forEach(
        (name, scan) -> {
          int number = stages.size();
          if (!scan.shards().isEmpty()) {
            stages.add(tableStage(number, scan, schemas));
          }
          inputs.add(
              scan.shards().isEmpty()
                  ? new PlannedInput.Empty(name, scan.table().columns())
                  : new PlannedInput.Exchange(
                      name,
                      scan.table().columns(),
                      scan.columnsRead().stream().map(Column::name).toList(),
                      number,
                      OptionalInt.empty()));
          all.addAll(scan.shards());
        });
    List<String> workers = Placement.byBytesOwned(catalog, all, seed);
    stages.add(
        new PlannedStage(stages.size(), sql, schema, List.of(new PlannedTask(inputs, workers))));
    return stages;
  }

  private static PlannedStage tableStage(
      int number, ScanPlan scan, Function<List<Column>, Schema> schemas) {
    TableName name = scan.table().name();
    String columns =
        scan.columnsRead().stream()
            .map(
                column ->
                    ResultSql.sendableColumn(column) + " AS " + SqlText.identifier(column.name()))
            .collect(Collectors.joining(", "));
    String sql =
        "SELECT "
            + columns
            + " FROM "
            + name.toSql()
            + (scan.filter().isEmpty() ? "" : " WHERE " + scan.filter());
    List<PlannedTask> tasks = new ArrayList<>();
    for (List<CatalogShard> run : Placement.runs(scan.shards())) {
      tasks.add(
          new PlannedTask(
              List.of(new PlannedInput.Scan(name, name, run)),
              Placement.candidates(run.get(0).owner(), run)));
    }
    return new PlannedStage(number, sql, schemas.apply(scan.columnsRead()), tasks);
  }
}
