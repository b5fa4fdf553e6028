package io.skein.planner.catalog;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** A table as the whole cluster serves it. Immutable, so tables are compared by identity. */
public final class CatalogTable {
  private final TableName name;
  private final List<Column> columns;
  private final Sharding sharding;
  private final boolean replicated;
  private final Optional<String> colocationGroup;
  private final List<CatalogShard> shards;
  private final Optional<TableProblem> problem;
  private final long rows;
  private final double[] distinctValues;

  /**
   * Creates a table.
   *
   * @param name the table's name
   * @param columns the columns in order; empty only with a problem
   * @param sharding how rows were divided
   * @param replicated whether every place has the whole table
   * @param colocationGroup the group whose tables have matching shards by number
   * @param shards all shards, by name
   * @param problem why the table cannot be queried now
   */
  public CatalogTable(
      TableName name,
      List<Column> columns,
      Sharding sharding,
      boolean replicated,
      Optional<String> colocationGroup,
      List<CatalogShard> shards,
      Optional<TableProblem> problem) {
    this.name = Objects.requireNonNull(name, "name");
    this.columns = List.copyOf(columns);
    this.sharding = Objects.requireNonNull(sharding, "sharding");
    this.replicated = replicated;
    this.colocationGroup = Objects.requireNonNull(colocationGroup, "colocationGroup");
    this.shards = List.copyOf(shards);
    this.problem = Objects.requireNonNull(problem, "problem");
    if (columns.isEmpty() && problem.isEmpty()) {
      throw new IllegalArgumentException("table %s has no columns".formatted(name));
    }
    this.rows = shards.stream().mapToLong(shard -> shard.shard().rows()).sum();
    this.distinctValues = new double[columns.size()];
  }

  /** Returns the table's name. */
  public TableName name() {
    return name;
  }

  /** Returns the columns in order; none only if there is a problem. */
  public List<Column> columns() {
    return columns;
  }

  /** Returns how rows were divided. */
  public Sharding sharding() {
    return sharding;
  }

  /** Returns whether every place has the whole table. */
  public boolean replicated() {
    return replicated;
  }

  /** Returns the group whose tables have matching shards by number. */
  public Optional<String> colocationGroup() {
    return colocationGroup;
  }

  /** Returns all shards, by name. */
  public List<CatalogShard> shards() {
    return shards;
  }

  /** Returns why the table cannot be queried now. */
  public Optional<TableProblem> problem() {
    return problem;
  }

  /** Returns the number of rows. */
  public long rows() {
    return rows;
  }

  /** Returns the position of the column, or -1. */
  public int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns what the function gives for the column, never 0; asked once, or by several threads. */
  double distinctValues(int column, IntToDoubleFunction estimate) {
    double known = distinctValues[column];
    if (known == 0) {
      known = estimate.applyAsDouble(column);
      distinctValues[column] = known;
    }
    return known;
  }
}
