package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skein.client.SkeinClient;
import io.skein.standalone.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes log about queries. */
class LogsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static List<String> java(String format) {
    List<String> java = new ArrayList<>(List.of("env", "SKEIN_LOG_FORMAT=" + format));
    java.addAll(JavaCommand.skein("-XX:TieredStopAtLevel=1", "-Dskein.log.level=DEBUG"));
    return java;
  }

  @Test
  void linesAreJsonThatHasTheQuerysOutcomeAndTheTasksIds() throws Exception {
    ShardFiles.write(folder.resolve("data-w1/t"), 1, "SELECT i FROM range(1234) r(i)");
    try (UnsafeCluster cluster = UnsafeCluster.start(folder, 1, 1, java("json"))) {
      cluster.awaitAll(1);
      try (SkeinClient client = cluster.client()) {
        assertThat(client.fetchAll("SELECT i FROM t")).hasSize(1234);
      }
      await()
          .untilAsserted(
              () -> {
                JsonNode ended = line(cluster, "c1", "FINISHED: lane SCATTER").get("kvpList");
                assertThat(value(ended, "state")).isEqualTo("FINISHED");
                assertThat(value(ended, "rows")).isEqualTo("1234");
                assertThat(value(ended, "lane")).isEqualTo("SCATTER");
                String query = value(ended, "query");
                JsonNode ids = line(cluster, "w1", "sent 1234 rows").get("mdc");
                assertThat(ids.get("query").asText()).isEqualTo(query);
                assertThat(ids.get("task").asText()).startsWith(query + ".");
              });
    }
  }

  @Test
  void anUnknownFormatIsRefused() throws Exception {
    List<String> command = new ArrayList<>(java("xml"));
    command.add("tables");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(said).contains("SKEIN_LOG_FORMAT must be text or json: xml");
  }

  private static String value(JsonNode pairs, String key) {
    for (JsonNode pair : pairs) {
      if (pair.has(key)) {
        return pair.get(key).asText();
      }
    }
    throw new AssertionError("no %s in %s".formatted(key, pairs));
  }

  /** Returns the line whose message has these words; all lines must be JSON. */
  private static JsonNode line(UnsafeCluster cluster, String node, String words)
      throws IOException {
    JsonNode found = null;
    for (String line : cluster.log(node)) {
      JsonNode json = JSON.readTree(line);
      if (json.get("formattedMessage").asText().contains(words)) {
        found = json;
      }
    }
    if (found == null) {
      throw new AssertionError("%s has not said '%s'".formatted(node, words));
    }
    return found;
  }
}
