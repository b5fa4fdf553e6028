package io.skein.planner.catalog;

import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts the inventories of the workers together to the catalog of the cluster. Pure: the same
 * inventories give the same catalog, whatever their order.
 */
public final class CatalogAssembler {

  private CatalogAssembler() {}

  /**
   * Returns the catalog.
   *
   * @param serving the live workers
   * @param lost workers that do not serve now, with what they served last: a shard that only they
   *     had is missed, where no manifest says how many shards there are
   */
  public static Catalog assemble(
      Collection<ServingWorker> serving, Collection<ServingWorker> lost) {
    Map<TableName, TableAssembly> tables = new TreeMap<>();
    Map<String, String> locations = new TreeMap<>();
    List<ServingWorker> ordered = new ArrayList<>(serving);
    ordered.sort((a, b) -> a.id().compareTo(b.id()));
    for (ServingWorker worker : ordered) {
      locations.put(worker.id(), worker.location());
      for (InventoryTable table : worker.inventory().tables()) {
        tables
            .computeIfAbsent(table.name(), TableAssembly::new)
            .add(worker.id(), table, worker.answering());
      }
    }
    for (ServingWorker worker : lost) {
      for (InventoryTable table : worker.inventory().tables()) {
        tables.computeIfAbsent(table.name(), TableAssembly::new).addLost(worker.id(), table);
      }
    }
    Map<TableName, CatalogTable> assembled = new TreeMap<>();
    tables.forEach(
        (name, table) ->
            assembled.put(
                name,
                clash(name, tables.keySet())
                    .map(problem -> unusable(name, problem))
                    .orElseGet(table::assemble)));
    Set<String> silent =
        serving.stream()
            .filter(worker -> !worker.answering())
            .map(ServingWorker::id)
            .collect(Collectors.toSet());
    return new Catalog(assembled, locations, silent);
  }

  /** Folders' names may differ in case alone, but not SQL's. */
  private static Optional<TableProblem> clash(TableName name, Set<TableName> all) {
    for (TableName other : all) {
      boolean sameSchema = other.schema().equalsIgnoreCase(name.schema());
      boolean clashes =
          sameSchema
              && (!other.schema().equals(name.schema())
                  || other.name().equalsIgnoreCase(name.name()) && !other.equals(name));
      if (clashes) {
        return Optional.of(
            new TableProblem(
                ErrorCode.TABLE_UNUSABLE,
                ("table %s cannot be told from %s, whose name differs in case alone: rename the"
                        + " folder of one")
                    .formatted(name, other)));
      }
    }
    return Optional.empty();
  }

  private static CatalogTable unusable(TableName name, TableProblem problem) {
    return new CatalogTable(
        name, List.of(), Sharding.NONE, false, Optional.empty(), List.of(), Optional.of(problem));
  }
}
