package io.skein.worker.shard;

import io.skein.protocol.table.Column;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of one Parquet file, and which of its leaves belong to which. Immutable.
 *
 * @param columns names as in the file, DuckDB's types
 * @param leaves for each column the numbers of its leaves, by which footers tell statistics
 */
record FileSchema(List<Column> columns, List<Leaves> leaves) {

  /** One element of a Parquet schema; they come parents first. */
  record Element(String name, int children, String repetition, String type) {}

  /**
   * The leaves of a column.
   *
   * @param from the first
   * @param to the one after the last
   * @param flat whether the column is itself a leaf, with one value for each row
   */
  record Leaves(int from, int to, boolean flat) {}

  FileSchema {
    columns = List.copyOf(columns);
    leaves = List.copyOf(leaves);
  }

  /** Returns the schema of these elements, of which the first is the root. */
  static FileSchema of(List<Element> elements) {
    List<Column> columns = new ArrayList<>();
    List<Leaves> leaves = new ArrayList<>();
    int leaf = 0;
    int i = 1;
    while (i < elements.size()) {
      Element top = elements.get(i);
      int from = leaf;
      // The number of elements that still belong to the column.
      int open = 1;
      while (open > 0 && i < elements.size()) {
        int children = elements.get(i++).children();
        open += children - 1;
        if (children == 0) {
          leaf++;
        }
      }
      boolean flat = top.children() == 0 && !"REPEATED".equals(top.repetition());
      columns.add(new Column(top.name(), String.valueOf(top.type())));
      leaves.add(new Leaves(from, leaf, flat));
    }
    return new FileSchema(columns, leaves);
  }
}
