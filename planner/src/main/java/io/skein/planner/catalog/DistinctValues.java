package io.skein.planner.catalog;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Estimates of how many distinct values a column has, from what the footers of its shards tell.
 * Pure and thread-safe; the first question for a column looks at some hundred shards at most, the
 * next ones at none.
 *
 * <p>A few values in many rows are found within a factor of three. Of columns with very many values
 * only that is known; they are taken to be all different where no bound says less.
 */
public final class DistinctValues {
  private static final int MOST_SHARDS = 250;

  private final CatalogTable table;
  private final Column column;
  private final int position;
  private final boolean divided;

  private DistinctValues(CatalogTable table, int position) {
    this.table = table;
    this.position = position;
    this.column = table.columns().get(position);
    this.divided =
        table.sharding().kind() == Sharding.Kind.HASH
            && table.sharding().column().equals(Optional.of(column.name()));
  }

  /** Returns the estimate, at least 1 and at most the table's rows; NULL is not a value. */
  public static double of(CatalogTable table, int column) {
    return table.distinctValues(column, position -> new DistinctValues(table, position).estimate());
  }

  private double estimate() {
    List<Shard> sample = sample();
    ValueLine line =
        ValueLine.of(
            column.type(), sample.stream().map(shard -> shard.statistics().get(position)).toList());
    Set<String> lone = new HashSet<>();
    Mean values = new Mean();
    Mean rows = new Mean();
    double widths = 0;
    boolean bounded = line.length() > 0;
    for (Shard shard : sample) {
      ColumnStatistics statistics = shard.statistics().get(position);
      long present = shard.rows() - statistics.nulls().orElse(0);
      if (present <= 0) {
        continue;
      }
      if (statistics.minimum().isPresent() && statistics.minimum().equals(statistics.maximum())) {
        lone.add(statistics.minimum().get());
        continue;
      }
      double width = line.width(statistics);
      bounded &= width >= 0;
      widths += width;
      rows.add(present);
      values.add(
          new EncodedColumn(column.type(), shard.rows(), present, statistics, line.count(width))
              .distinctValues());
    }
    double spread = 0;
    if (rows.count() > 0) {
      double every = (double) table.shards().size() / sample.size();
      double shards = rows.count() * every;
      double overlapping = bounded ? Math.max(1, widths * every / line.length()) : shards;
      spread = together(values, rows, shards, Math.min(shards, overlapping));
    }
    double all = Math.min(Math.max(spread, lone.size()), line.count(line.length()));
    return Math.max(1, Math.min(all, table.rows()));
  }

  /** Of very many shards some tell enough, here and there in their order. */
  private List<Shard> sample() {
    int step = Math.max(1, table.shards().size() / MOST_SHARDS);
    List<Shard> sample = new ArrayList<>();
    for (int i = 0; i < table.shards().size(); i += step) {
      sample.add(table.shards().get(i).shard());
    }
    return sample;
  }

  /**
   * Shards that overlap draw from the same values, shards that do not have values of their own.
   *
   * @param shards how many shards there are
   * @param overlapping how many of them overlap at a place
   */
  private double together(Mean values, Mean rows, double shards, double overlapping) {
    if (divided) {
      return values.mean() * shards;
    }
    double drawn = rows.mean() * overlapping;
    double population = population(values.mean(), rows.mean());
    double met = Double.isInfinite(population) ? drawn : met(population, drawn);
    return met * shards / overlapping;
  }

  /** Returns how many of so many values are met when rows draw them at random. */
  private static double met(double population, double rows) {
    return population * -Math.expm1(-rows / population);
  }

  /**
   * Returns of how many values so many are met; infinitely many if nearly every row has its own.
   */
  private static double population(double met, double rows) {
    if (met >= 0.98 * rows) {
      return Double.POSITIVE_INFINITY;
    }
    double low = met;
    double high = 64 * rows;
    for (int step = 0; step < 60; step++) {
      double middle = Math.sqrt(low * high);
      if (met(middle, rows) < met) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** The mean of some numbers. Not thread-safe. */
  private static final class Mean {
    private double sum;
    private int count;

    void add(double value) {
      sum += value;
      count++;
    }

    int count() {
      return count;
    }

    double mean() {
      return sum / count;
    }
  }
}
