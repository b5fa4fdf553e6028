package io.skein.protocol.monitor;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The numbers of one node, in a registry of Dropwizard's. Thread-safe. */
public final class Metrics {
  private final MetricRegistry registry = new MetricRegistry();

  /** Creates the numbers that every process has. */
  public Metrics() {
    Runtime runtime = Runtime.getRuntime();
    gauge(Metric.NODE_HEAP_BYTES, () -> runtime.totalMemory() - runtime.freeMemory());
    gauge(Metric.NODE_HEAP_LIMIT_BYTES, runtime::maxMemory);
    gauge(Metric.NODE_DIRECT_BYTES, Metrics::directBytes);
    gauge(Metric.NODE_THREADS, () -> ManagementFactory.getThreadMXBean().getThreadCount());
    gauge(Metric.NODE_FILE_DESCRIPTORS, Metrics::fileDescriptors);
    gauge(Metric.NODE_UPTIME_SECONDS, () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long fileDescriptors() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    } catch (java.io.IOException e) {
      return -1;
    }
  }

  /** Adds a number that is asked for whenever it is shown. */
  public void gauge(Metric metric, Supplier<? extends Number> value) {
    requireKind(metric, Metric.Kind.GAUGE);
    registry.register(metric.text(), (Gauge<Number>) value::get);
  }

  /** Adds a number that something else counts, and that only grows. */
  public void count(Metric metric, Supplier<? extends Number> value) {
    requireKind(metric, Metric.Kind.COUNTER);
    registry.register(metric.text(), (Gauge<Number>) value::get);
  }

  /**
   * Returns a counter.
   *
   * @param labels the values of the metric's labels, in order
   */
  public Counter counter(Metric metric, String... labels) {
    requireKind(metric, Metric.Kind.COUNTER);
    if (labels.length != metric.labels().size()) {
      throw new IllegalArgumentException("%s has the labels %s".formatted(metric, metric.labels()));
    }
    StringBuilder name = new StringBuilder(metric.text());
    for (int i = 0; i < labels.length; i++) {
      name.append(i == 0 ? '{' : ',')
          .append(metric.labels().get(i))
          .append("=\"")
          .append(labels[i].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
          .append('"');
    }
    return registry.counter(labels.length == 0 ? name.toString() : name.append('}').toString());
  }

  /** Returns what measures times. */
  public Timer timer(Metric metric) {
    requireKind(metric, Metric.Kind.SUMMARY);
    return registry.timer(metric.text(), SummedTimer::new);
  }

  private static void requireKind(Metric metric, Metric.Kind kind) {
    if (metric.kind() != kind) {
      throw new IllegalArgumentException("%s is a %s".formatted(metric, metric.kind()));
    }
  }

  MetricRegistry registry() {
    return registry;
  }
}
