package io.skein.protocol.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a coordinator says of its cluster when it is asked by the Flight action {@link #ACTION}.
 * Immutable.
 *
 * @param members the workers that are announced, by name
 * @param tableStates the tables, by name
 * @param queries how many queries are in each state, but for those that are over
 */
public record ClusterStatus(
    List<WorkerSummary> members, List<TableState> tableStates, Map<String, Integer> queries) {
  /** The type of the Flight action that returns the status. */
  public static final String ACTION = "skein.status";

  private static final ObjectMapper JSON = new ObjectMapper();

  public ClusterStatus {
    members = List.copyOf(members);
    tableStates = List.copyOf(tableStates);
    queries = Map.copyOf(queries);
  }

  /** Returns the location of every worker that serves, by its id. */
  public Map<String, String> workers() {
    return members.stream()
        .filter(worker -> worker.state().equals(WorkerState.SERVING.name()))
        .collect(Collectors.toMap(WorkerSummary::id, WorkerSummary::location));
  }

  /** Returns the number of shards of every table that can be queried, by its name. */
  public Map<String, Integer> tables() {
    return tableStates.stream()
        .filter(table -> table.problem().isEmpty())
        .collect(Collectors.toMap(TableState::name, TableState::shards));
  }

  /** Returns why a table cannot be queried, by its name. */
  public Map<String, String> problems() {
    return tableStates.stream()
        .filter(table -> !table.problem().isEmpty())
        .collect(Collectors.toMap(TableState::name, TableState::problem));
  }

  /** Returns the action's answer. */
  public byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    for (WorkerSummary worker : members) {
      ObjectNode node = root.withArray("workers").addObject();
      node.put("id", worker.id());
      node.put("location", worker.location());
      node.put("state", worker.state());
      node.put("duckdbVersion", worker.duckdbVersion());
      node.put("tables", worker.tables());
      node.put("shards", worker.shards());
      node.put("tasks", worker.tasks());
      node.put("problem", worker.problem());
    }
    for (TableState table : tableStates) {
      ObjectNode node = root.withArray("tables").addObject();
      node.put("name", table.name());
      node.put("rows", table.rows());
      node.put("shards", table.shards());
      node.put("replicas", table.replicas());
      node.put("problem", table.problem());
    }
    new TreeMap<>(queries).forEach(root.putObject("queries")::put);
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
      List<WorkerSummary> workers = new ArrayList<>();
      for (JsonNode node : root.path("workers")) {
        workers.add(
            new WorkerSummary(
                node.path("id").asText(),
                node.path("location").asText(),
                node.path("state").asText(),
                node.path("duckdbVersion").asText(),
                node.path("tables").asInt(),
                node.path("shards").asInt(),
                node.path("tasks").asInt(),
                node.path("problem").asText()));
      }
      List<TableState> tables = new ArrayList<>();
      for (JsonNode node : root.path("tables")) {
        tables.add(
            new TableState(
                node.path("name").asText(),
                node.path("rows").asLong(),
                node.path("shards").asInt(),
                node.path("replicas").asInt(),
                node.path("problem").asText()));
      }
      Map<String, Integer> queries = new TreeMap<>();
      root.path("queries")
          .properties()
          .forEach(state -> queries.put(state.getKey(), state.getValue().asInt()));
      return new ClusterStatus(workers, tables, queries);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a cluster status: " + e.getMessage(), e);
    }
  }
}
