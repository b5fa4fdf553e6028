package io.skein.it;

import io.skein.it.ClusterShape.Moving;
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

  private static final List<ClusterShape> SHAPES =
      List.of(
          ClusterShape.shared(1, Moving.AS_USUAL),
          ClusterShape.shared(3, Moving.AS_USUAL),
          ClusterShape.shared(3, Moving.DIVIDED),
          ClusterShape.apart(2, 1, Moving.AS_USUAL),
          ClusterShape.apart(7, 1, Moving.DIVIDED),
          ClusterShape.apart(3, 2, Moving.WHOLE));

  private static final int TIMES = Integer.getInteger("skein.random.times", 1);

  /** SQL of the name of the table that lacks rows where rows are to be lacking. */
  static final String LACKING = "\"skew\".\"items\"";

  private final Oracle oracle = new Oracle().limited(RandomTrial.MOST_ROWS);
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
      for (ClusterShape shape : SHAPES) {
        Path own = folder.resolve("cluster-" + clusters.size());
        clusters.add(new NamedCluster(shape.toString(), shape.start(tables, data, own)));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static TableRows rows(RandomTable table) {
    String sql = table.sql(TIMES);
    return table.isLarge()
        ? TableRows.skewable(table.tableName(), table.key(), "3", sql)
        : TableRows.of(table.tableName(), table.key(), sql);
  }

  /** Returns the schemas that have all tables. */
  static List<String> schemas() {
    return LAYOUTS.stream().map(Layout::schema).toList();
  }

  /** Returns an oracle to whose eyes a table lacks the rows of a file. */
  Oracle oracleThatLacksRows() throws SQLException {
    Oracle other = new Oracle();
    for (ShardedTable table : tables) {
      List<Path> files = table.files();
      other.add(
          table.name(),
          table.name().toSql().equals(LACKING) ? files.subList(1, files.size()) : files);
    }
    return other;
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
