package io.skein.protocol.monitor;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's numbers in Prometheus' text format, version 0.0.4. A number that cannot be told is left
 * out.
 */
final class PrometheusText {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusText.class);
  private static final double NANOS = 1e9;

  private PrometheusText() {}

  static String of(Metrics metrics) {
    StringBuilder text = new StringBuilder();
    for (Metric metric : Metric.values()) {
      Map<String, com.codahale.metrics.Metric> values = values(metrics.registry(), metric);
      if (!values.isEmpty()) {
        StringBuilder lines = new StringBuilder();
        values.forEach((name, value) -> append(name, value, lines));
        if (!lines.isEmpty()) {
          text.append(
              "# TYPE %s %s\n"
                  .formatted(
                      metric.text(), metric.kind().name().toLowerCase(java.util.Locale.ROOT)));
          text.append(lines);
        }
      }
    }
    return text.toString();
  }

  private static Map<String, com.codahale.metrics.Metric> values(
      MetricRegistry registry, Metric metric) {
    Map<String, com.codahale.metrics.Metric> values = new TreeMap<>();
    registry
        .getMetrics()
        .forEach(
            (name, value) -> {
              if (name.equals(metric.text()) || name.startsWith(metric.text() + "{")) {
                values.put(name, value);
              }
            });
    return values;
  }

  private static void append(String name, com.codahale.metrics.Metric value, StringBuilder lines) {
    if (value instanceof Counter counter) {
      line(name, counter.getCount(), lines);
    } else if (value instanceof Gauge<?> gauge) {
      try {
        line(name, ((Number) gauge.getValue()).doubleValue(), lines);
      } catch (RuntimeException e) {
        LOG.warn("{} cannot be told", name, e);
      }
    } else if (value instanceof SummedTimer timer) {
      Snapshot snapshot = timer.getSnapshot();
      line(name + "{quantile=\"0.5\"}", snapshot.getMedian() / NANOS, lines);
      line(name + "{quantile=\"0.9\"}", snapshot.getValue(0.9) / NANOS, lines);
      line(name + "{quantile=\"0.99\"}", snapshot.get99thPercentile() / NANOS, lines);
      line(name + "_sum", timer.sum() / NANOS, lines);
      line(name + "_count", timer.getCount(), lines);
    }
  }

  private static void line(String name, double value, StringBuilder lines) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    lines.append(name).append(' ').append(whole ? "%d".formatted((long) value) : "" + value);
    lines.append('\n');
  }
}
