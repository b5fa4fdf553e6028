package io.skein.coordinator.service;

import io.skein.coordinator.cluster.ClusterView;
import io.skein.coordinator.query.PlanObserver;
import io.skein.coordinator.tracking.Admission;
import io.skein.coordinator.tracking.QueryEnd;
import io.skein.coordinator.tracking.QueryLimits;
import io.skein.planner.catalog.CatalogTable;
import io.skein.protocol.monitor.Metric;
import io.skein.protocol.monitor.Metrics;
import io.skein.protocol.query.QueryStatus;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The numbers of a coordinator. Thread-safe. */
final class CoordinatorMetrics implements QueryEnd, PlanObserver {
  private final Metrics metrics = new Metrics();

  /** Adds what is asked for whenever it is shown. */
  void watch(
      Admission admission, QueryLimits limits, ClusterView cluster, LongSupplier arrowBytes) {
    metrics.gauge(Metric.COORDINATOR_QUERIES_ADMITTED, admission::taken);
    metrics.gauge(Metric.COORDINATOR_QUERIES_LIMIT, limits::running);
    metrics.gauge(Metric.COORDINATOR_QUERIES_QUEUED, admission::waiting);
    metrics.count(Metric.COORDINATOR_QUERIES_REJECTED_TOTAL, admission::rejected);
    metrics.gauge(Metric.COORDINATOR_WORKERS, () -> cluster.catalog().locations().size());
    metrics.gauge(
        Metric.COORDINATOR_TABLES, () -> tables(cluster, table -> table.problem().isEmpty()));
    metrics.gauge(
        Metric.COORDINATOR_TABLES_UNUSABLE,
        () -> tables(cluster, table -> table.problem().isPresent()));
    metrics.gauge(
        Metric.COORDINATOR_SHARDS,
        () ->
            cluster.catalog().tables().values().stream()
                .mapToInt(table -> table.shards().size())
                .sum());
    metrics.gauge(Metric.COORDINATOR_ARROW_BYTES, arrowBytes::getAsLong);
  }

  private static long tables(ClusterView cluster, Predicate<CatalogTable> wanted) {
    return cluster.catalog().tables().values().stream().filter(wanted).count();
  }

  /** Adds the number of streams that the coordinator sends. */
  void watch(TicketProxy proxy) {
    metrics.gauge(Metric.COORDINATOR_STREAMS_OPEN, proxy::openStreams);
  }

  @Override
  public void ended(QueryStatus query) {
    metrics.counter(Metric.COORDINATOR_QUERIES_TOTAL, query.lane(), query.state().name()).inc();
    metrics.counter(Metric.COORDINATOR_RESULT_ROWS_TOTAL).inc(query.rows());
    metrics.counter(Metric.COORDINATOR_RESULT_BYTES_TOTAL).inc(query.bytes());
    metrics.timer(Metric.COORDINATOR_QUERY_SECONDS).update(Duration.ofMillis(query.millis()));
  }

  @Override
  public void planned(Duration time) {
    metrics.timer(Metric.COORDINATOR_PLANNING_SECONDS).update(time);
  }

  @Override
  public void reused() {
    metrics.counter(Metric.COORDINATOR_PLANS_REUSED_TOTAL).inc();
  }

  Metrics metrics() {
    return metrics;
  }
}
