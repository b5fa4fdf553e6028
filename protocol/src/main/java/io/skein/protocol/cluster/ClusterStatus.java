package io.skein.protocol.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a coordinator says of its cluster when it is asked by the Flight action {@link #ACTION}.
 * Immutable.
 *
 * @param workers the location of every worker that serves, by its id
 * @param tables the number of shards of every table that can be queried, by its name
 * @param problems why a table cannot be queried, by its name
 */
public record ClusterStatus(
    Map<String, String> workers, Map<String, Integer> tables, Map<String, String> problems) {
  /** The type of the Flight action that returns the status. */
  public static final String ACTION = "skein.status";

  private static final ObjectMapper JSON = new ObjectMapper();

  public ClusterStatus {
    workers = Map.copyOf(workers);
    tables = Map.copyOf(tables);
    problems = Map.copyOf(problems);
  }

  /** Returns the action's answer. */
  public byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode workerNodes = root.putObject("workers");
    new TreeMap<>(workers).forEach(workerNodes::put);
    ObjectNode tableNodes = root.putObject("tables");
    new TreeMap<>(tables).forEach((name, shards) -> tableNodes.put(name, shards));
    ObjectNode problemNodes = root.putObject("problems");
    new TreeMap<>(problems).forEach(problemNodes::put);
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the status that the action's answer says.
   *
   * @throws IllegalArgumentException if it is no such answer
   */
  public static ClusterStatus parse(byte[] json) {
    try {
      JsonNode root = JSON.readTree(json);
      Map<String, String> workers = new TreeMap<>();
      root.path("workers")
          .properties()
          .forEach(e -> workers.put(e.getKey(), e.getValue().asText()));
      Map<String, Integer> tables = new TreeMap<>();
      root.path("tables").properties().forEach(e -> tables.put(e.getKey(), e.getValue().asInt()));
      Map<String, String> problems = new TreeMap<>();
      root.path("problems")
          .properties()
          .forEach(e -> problems.put(e.getKey(), e.getValue().asText()));
      return new ClusterStatus(workers, tables, problems);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a cluster status: " + e.getMessage(), e);
    }
  }
}
