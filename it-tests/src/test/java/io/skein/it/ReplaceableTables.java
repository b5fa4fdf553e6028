package io.skein.it;

import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogTable;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.TableName;
import io.skein.standalone.testing.TestCluster;
import io.skein.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** A running cluster whose tables are replaced by others, all at once. Used by one thread. */
final class ReplaceableTables implements AutoCloseable {
  private final ClusterShape shape;
  private final Path folder;
  private final TestCluster cluster;
  private int replaced;

  /**
   * Starts the cluster, without tables.
   *
   * @param folder where its data may be
   */
  ReplaceableTables(ClusterShape shape, Path folder) throws IOException {
    this.shape = shape;
    this.folder = folder;
    createFolders(served());
    cluster = shape.start(worker -> worker(served(), worker));
  }

  private Path served() {
    return folder.resolve("served");
  }

  private Path worker(Path data, int worker) {
    return shape.replicas() == 0 ? data : data.resolve("worker-" + worker);
  }

  private void createFolders(Path data) throws IOException {
    for (int worker = 1; worker <= shape.workers(); worker++) {
      Files.createDirectories(worker(data, worker));
    }
  }

  TestCluster cluster() {
    return cluster;
  }

  ClusterShape shape() {
    return shape;
  }

  /**
   * Serves these tables instead of those before.
   *
   * @param data the folder with the tables, whose files are linked
   */
  void replace(List<ShardedTable> tables, Path data) throws IOException {
    Path next = folder.resolve("next");
    createFolders(next);
    IntFunction<Path> folders = worker -> worker(next, worker);
    LocalFolders.deal(tables, data, folders, shape.workers(), Math.max(1, shape.replicas()));
    Path old = folder.resolve("old-" + replaced++);
    Files.move(served(), old);
    Files.move(next, served());
    List<WorkerServer> workers = List.copyOf(cluster.cluster().workers().values());
    workers.parallelStream().forEach(WorkerServer::rescan);
    Map<TableName, Map<String, String>> wanted = versions(workers);
    cluster
        .cluster()
        .await(
            catalog ->
                versions(catalog).equals(wanted)
                    && catalog.tables().values().stream()
                        .allMatch(table -> table.problem().isEmpty()));
    delete(old);
  }

  private static Map<TableName, Map<String, String>> versions(List<WorkerServer> workers) {
    Map<TableName, Map<String, String>> versions = new HashMap<>();
    for (WorkerServer worker : workers) {
      for (InventoryTable table : worker.inventory().tables()) {
        for (Shard shard : table.shards()) {
          add(versions, table.name(), shard, worker.id());
        }
      }
    }
    return versions;
  }

  private static Map<TableName, Map<String, String>> versions(Catalog catalog) {
    Map<TableName, Map<String, String>> versions = new HashMap<>();
    for (CatalogTable table : catalog.tables().values()) {
      table
          .shards()
          .forEach(
              shard ->
                  shard.workers().stream()
                      .sorted()
                      .forEach(worker -> add(versions, table.name(), shard.shard(), worker)));
    }
    return versions;
  }

  private static void add(
      Map<TableName, Map<String, String>> versions, TableName table, Shard shard, String worker) {
    versions
        .computeIfAbsent(table, name -> new TreeMap<>())
        .put(worker + "/" + shard.name(), shard.fingerprint());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
