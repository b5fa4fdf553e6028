package io.skein.it.docs;

import io.skein.protocol.monitor.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of the metrics: the Javadoc of each is what it says. */
final class MetricReference {
  private static final Path SOURCE =
      Path.of("protocol/src/main/java/io/skein/protocol/monitor/Metric.java");
  private static final Pattern CONSTANT =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*([A-Z_]+)\\(Kind", Pattern.DOTALL);

  private MetricReference() {}

  static String page(Path root) throws IOException {
    Map<String, String> meanings = new HashMap<>();
    Matcher constant = CONSTANT.matcher(Files.readString(root.resolve(SOURCE)));
    while (constant.find()) {
      meanings.put(
          constant.group(2), constant.group(1).replace("{@code ", "`").replace("}", "`").strip());
    }
    MarkdownTable table = new MarkdownTable("Metric", "Kind", "Labels", "Meaning");
    for (Metric metric : Metric.values()) {
      table.add(
          MarkdownTable.code(metric.text()),
          metric.kind().name().toLowerCase(Locale.ROOT),
          String.join(", ", metric.labels()),
          meanings.get(metric.name()));
    }
    return """
        # Metrics

        What `/metrics` of a node's HTTP port (`--http-port`) shows, in Prometheus' text format. Times
        are in seconds, sizes in bytes; summaries have the quantiles 0.5, 0.9 and 0.99, `_sum` and
        `_count`. `/healthz` says 200 while the node does what it is for (a worker's DuckDB answers, a
        coordinator plans) within 5 s, `/readyz` while it takes queries; else both say 503 and why.

        """
        + table;
  }
}
