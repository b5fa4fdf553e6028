package io.skein.bench;

import io.skein.coordinator.CoordinatorOptions;
import io.skein.planner.Planner;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.ServingWorker;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.standalone.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Planning alone, without tickets: of TPC-H's queries, and over a catalog of many shards. */
final class PlanningBench {
  private static final int WARM_UP_ROUNDS = 5;
  private static final int ROUNDS = 20;
  private static final int CATALOGS = 5;
  private static final LargeCatalog LARGE = new LargeCatalog(10_000, 1_000);

  private static final List<Query> LARGE_QUERIES =
      List.of(
          new Query(
              "a grouped aggregate",
              "SELECT category, count(*), avg(value1) FROM dataset GROUP BY category"),
          new Query("many groups", "SELECT id, count(*), avg(value1) FROM dataset GROUP BY id"),
          new Query(
              "a filtered scan",
              "SELECT * FROM dataset WHERE category = 'A' AND date >= DATE '2020-02-01'"));

  private PlanningBench() {}

  /** Measures TPC-H's queries, over the catalog of a cluster of two workers. */
  static void ofTpch(Path tables, List<Query> queries, Consumer<Figure> figures) {
    Catalog catalog;
    try (LocalCluster cluster = QueryPairs.cluster(tables, 2)) {
      catalog = cluster.coordinator().catalog();
    }
    try (BufferAllocator allocator = new RootAllocator();
        Planner planner = planner(allocator)) {
      PlanningTimes times =
          PlanningTimes.measure(planner, catalog, queries, WARM_UP_ROUNDS, ROUNDS);
      String name = "planning of TPC-H's queries";
      figures.accept(times.figure(name, 50, "15 ms"));
      figures.accept(times.figure(name, 99, "15 ms"));
    }
  }

  /** Measures queries over the large catalog. */
  static void ofManyShards(Consumer<Figure> figures) {
    List<ServingWorker> serving = LARGE.serving();
    Catalog catalog = Catalog.EMPTY;
    List<Double> millis = new ArrayList<>();
    for (int run = 0; run < CATALOGS; run++) {
      long start = System.nanoTime();
      catalog = LargeCatalog.assemble(serving);
      millis.add((System.nanoTime() - start) / 1e6);
    }
    figures.accept(
        new Figure(
            "catalog of 10,000 shards, 1,000 workers",
            String.format(Locale.ROOT, "%.0f ms", Figure.median(millis)),
            "none",
            String.format(
                Locale.ROOT,
                "put together anew; the first time %.0f ms, %d times",
                millis.get(0),
                CATALOGS)));
    try (BufferAllocator allocator = new RootAllocator();
        Planner planner = planner(allocator)) {
      for (Query query : LARGE_QUERIES) {
        String name = "planning of " + query.id();
        List<Query> alone = List.of(query);
        figures.accept(
            PlanningTimes.measure(planner, catalog, alone, 0, 1)
                .figure(name + ", first", 50, "none"));
        PlanningTimes times =
            PlanningTimes.measure(planner, catalog, alone, WARM_UP_ROUNDS, ROUNDS);
        figures.accept(times.figure(name, 50, "200 ms"));
        figures.accept(times.figure(name, 99, "200 ms"));
      }
    }
  }

  private static Planner planner(BufferAllocator allocator) {
    return new Planner(
        allocator, CoordinatorOptions.DEFAULT_GATHER_LIMIT, DistributionOptions.DEFAULTS);
  }
}
