package io.skein.it;

import io.skein.it.random.RandomTable;
import io.skein.standalone.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Clusters of several shapes over the tables of random queries, in every layout, and the oracle
 * over the same files. Used by one thread.
 */
final class RandomClusters implements AutoCloseable {
  /** All but the one that has nothing that others have not. */
  private static final Set<Layout> LAYOUTS = EnumSet.complementOf(EnumSet.of(Layout.EVEN));

  /** SQL of the table's name. */
  static final String TABLE_WITHOUT_A_ROW = "\"skew\".\"items\"";

  private final Oracle oracle = new Oracle();
  private final List<ShardedTable> tables = new ArrayList<>();
  private final List<NamedCluster> clusters = new ArrayList<>();

  /** A cluster and what tells it from the others. */
  record NamedCluster(String name, TestCluster cluster) {

    @Override
    public String toString() {
      return name;
    }
  }

  RandomClusters(Path folder) throws SQLException, IOException {
    Path data = folder.resolve("data");
    try (TableWriter writer = new TableWriter()) {
      for (Layout layout : LAYOUTS) {
        for (RandomTable table : RandomTable.values()) {
          ShardedTable written = writer.write(data, layout, rows(table));
          tables.add(written);
          oracle.add(written);
        }
      }
    }
    try {
      shared(1, data);
      shared(3, data);
      apart(2, 1, data, folder.resolve("two"));
      apart(7, 1, data, folder.resolve("seven"));
      apart(3, 2, data, folder.resolve("three"));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static TableRows rows(RandomTable table) {
    return switch (table) {
      case ITEMS, EVENTS -> TableRows.skewable(table.tableName(), table.key(), "3", table.sql());
      case NAMES, PAIRS, NULLS, BLANK -> TableRows.of(table.tableName(), table.key(), table.sql());
    };
  }

  private void shared(int workers, Path data) {
    add(
        workers + " over all shards",
        TestCluster.builder().workers(workers).sharedData(data).build());
  }

  private void apart(int workers, int replicas, Path data, Path folder) throws IOException {
    add(
        "%d over their own shards, %d of each".formatted(workers, replicas),
        TestCluster.builder()
            .workers(workers)
            .localData(LocalFolders.deal(tables, data, folder, workers, replicas))
            .build());
  }

  private void add(String name, TestCluster cluster) {
    clusters.add(new NamedCluster(name, cluster));
  }

  /** Returns the schemas that have all tables. */
  static List<String> schemas() {
    return LAYOUTS.stream().map(Layout::schema).toList();
  }

  /** Returns an oracle to whose eyes a table lacks its first row. */
  Oracle oracleWithoutARow() throws SQLException {
    Oracle other = new Oracle();
    for (ShardedTable table : tables) {
      other.add(table);
    }
    return other.withoutFirstRow(TABLE_WITHOUT_A_ROW);
  }

  Oracle oracle() {
    return oracle;
  }

  List<NamedCluster> all() {
    return List.copyOf(clusters);
  }

  void assertNothingHeld() throws InterruptedException {
    for (NamedCluster cluster : clusters) {
      cluster.cluster().assertNothingHeld();
    }
  }

  @Override
  public void close() throws SQLException {
    clusters.forEach(cluster -> cluster.cluster().close());
    oracle.close();
  }
}
