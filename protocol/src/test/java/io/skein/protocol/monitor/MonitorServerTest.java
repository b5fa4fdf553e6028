package io.skein.protocol.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.error.SkeinException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MonitorServerTest {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (gauge|counter|summary)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_]+)(\\{[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"(?:,[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\")*\\})?"
              + " (-?\\d+(?:\\.\\d+)?(?:E-?\\d+)?)");

  private static HttpResponse<String> get(MonitorServer server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static Health well() {
    return new Health(() -> 1, Duration.ofSeconds(5));
  }

  @Test
  void metricsAreWhatPrometheusReads() throws Exception {
    Metrics metrics = new Metrics();
    metrics.counter(Metric.COORDINATOR_QUERIES_TOTAL, "SCATTER", "FINISHED").inc(3);
    metrics.counter(Metric.COORDINATOR_QUERIES_TOTAL, "a\"b\\c\nd", "FAILED").inc();
    metrics.timer(Metric.COORDINATOR_QUERY_SECONDS).update(1_500, TimeUnit.MILLISECONDS);
    metrics.gauge(
        Metric.WORKER_SHARDS,
        () -> {
          throw new IllegalStateException("not now");
        });
    try (MonitorServer server = MonitorServer.start("127.0.0.1", 0, metrics, well(), () -> "")) {
      HttpResponse<String> response = get(server, "/metrics");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .contains("skein_coordinator_queries_total{lane=\"SCATTER\",outcome=\"FINISHED\"} 3\n")
          .contains("skein_coordinator_query_seconds{quantile=\"0.5\"} 1.5\n")
          .contains("skein_coordinator_query_seconds_sum 1.5\n")
          .contains("skein_coordinator_query_seconds_count 1\n")
          .contains("skein_node_heap_bytes ")
          .doesNotContain("skein_worker_shards");
      requireStrict(response.body());
    }
  }

  /** Each family once, its type first, every sample of the family that was begun last. */
  private static void requireStrict(String text) {
    assertThat(text).endsWith("\n");
    Set<String> families = new HashSet<>();
    Set<String> samples = new HashSet<>();
    String family = "";
    for (String line : text.split("\n")) {
      Matcher type = TYPE.matcher(line);
      if (type.matches()) {
        family = type.group(1);
        assertThat(families.add(family)).as("a second time: " + line).isTrue();
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      assertThat(sample.group(1)).isIn(family, family + "_sum", family + "_count");
      assertThat(samples.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
    }
  }

  @Test
  void aNodeThatHangsIsNotWell() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Health hanging =
        new Health(
            () -> {
              end.await();
              return 1;
            },
            Duration.ofMillis(100));
    try (MonitorServer server =
        MonitorServer.start("127.0.0.1", 0, new Metrics(), hanging, () -> "it leaves")) {
      HttpResponse<String> response = get(server, "/healthz");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).isEqualTo("no answer within 100 ms\n");
      assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(server, "/readyz").body()).isEqualTo("it leaves\n");
      end.countDown();
      // The probe that hung ends, and the next one is well again.
      get(server, "/healthz");
      assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aProbeThatFailsSaysWhy() throws Exception {
    Health broken =
        new Health(
            () -> {
              throw new IllegalStateException("database has been invalidated");
            },
            Duration.ofSeconds(5));
    try (MonitorServer server =
        MonitorServer.start("127.0.0.1", 0, new Metrics(), broken, () -> "")) {
      assertThat(get(server, "/healthz").body()).isEqualTo("database has been invalidated\n");
      assertThat(get(server, "/readyz").body()).isEqualTo("ok\n");
      assertThat(get(server, "/metricsX").statusCode()).isEqualTo(404);
      assertThat(get(server, "/nothing").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aPortThatIsInUseIsNamed() {
    try (MonitorServer server =
        MonitorServer.start("127.0.0.1", 0, new Metrics(), well(), () -> "")) {
      assertThatThrownBy(
              () ->
                  MonitorServer.start("127.0.0.1", server.port(), new Metrics(), well(), () -> ""))
          .isInstanceOf(SkeinException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:%d".formatted(server.port()))
          .hasMessageContaining("--http-port");
    }
  }
}
