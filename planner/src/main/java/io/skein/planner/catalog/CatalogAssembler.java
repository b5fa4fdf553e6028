package io.skein.planner.catalog;

import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
   * @param lost workers that went away without draining, with what they served last: a shard that
   *     only they had is missed, where no manifest says how many shards there are
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
        tables.computeIfAbsent(table.name(), TableAssembly::new).add(worker.id(), table);
      }
    }
    for (ServingWorker worker : lost) {
      for (InventoryTable table : worker.inventory().tables()) {
        tables.computeIfAbsent(table.name(), TableAssembly::new).addLost(worker.id(), table);
      }
    }
    Map<TableName, CatalogTable> assembled = new TreeMap<>();
    tables.forEach((name, table) -> assembled.put(name, table.assemble()));
    return new Catalog(assembled, locations);
  }
}
