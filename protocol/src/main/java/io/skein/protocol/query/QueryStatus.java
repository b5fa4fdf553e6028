package io.skein.protocol.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skein.protocol.id.QueryId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a coordinator knows of one query when it is asked by the Flight action {@link #ACTION}.
 * Immutable.
 *
 * @param id the query's id
 * @param user who asked; "" where nobody has to say
 * @param sql the statement's text, shortened
 * @param lane how it runs as a whole; "" while it waits to be planned
 * @param state how far it has come
 * @param millis since when, in milliseconds: since it was asked, or how long it ran if it is done
 * @param rows rows of the result that were sent so far
 * @param bytes bytes of Arrow buffers of these rows
 * @param tasks how many tasks of it were seen
 * @param workers the ids of the workers where tasks of it were seen
 * @param error what ended it early; "" if nothing did
 */
public record QueryStatus(
    QueryId id,
    String user,
    String sql,
    String lane,
    QueryState state,
    long millis,
    long rows,
    long bytes,
    int tasks,
    List<String> workers,
    String error) {
  /** The type of the Flight action that returns the queries as a JSON array. */
  public static final String ACTION = "skein.queries";

  /** The type of the Flight action that cancels the query whose id is its body. */
  public static final String CANCEL_ACTION = "skein.cancel";

  /**
   * The type of the Flight action by which a client says that it will not redeem, or not soon, the
   * query whose id is the body.
   */
  public static final String PUT_OFF_ACTION = "skein.put-off";

  private static final ObjectMapper JSON = new ObjectMapper();

  public QueryStatus {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(state, "state");
    workers = List.copyOf(workers);
  }

  /** Returns the action's answer. */
  public static byte[] toJson(List<QueryStatus> queries) {
    ArrayNode root = JSON.createArrayNode();
    for (QueryStatus query : queries) {
      ObjectNode node = root.addObject();
      node.put("id", query.id().value());
      node.put("user", query.user());
      node.put("sql", query.sql());
      node.put("lane", query.lane());
      node.put("state", query.state().name());
      node.put("millis", query.millis());
      node.put("rows", query.rows());
      node.put("bytes", query.bytes());
      node.put("tasks", query.tasks());
      query.workers().forEach(node.putArray("workers")::add);
      node.put("error", query.error());
    }
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the queries that the action's answer says.
   *
   * @throws IllegalArgumentException if it is no such answer
   */
  public static List<QueryStatus> parse(byte[] json) {
    try {
      List<QueryStatus> queries = new ArrayList<>();
      for (JsonNode node : JSON.readTree(json)) {
        List<String> workers = new ArrayList<>();
        node.path("workers").forEach(worker -> workers.add(worker.asText()));
        queries.add(
            new QueryStatus(
                new QueryId(node.path("id").asText()),
                node.path("user").asText(),
                node.path("sql").asText(),
                node.path("lane").asText(),
                QueryState.valueOf(node.path("state").asText()),
                node.path("millis").asLong(),
                node.path("rows").asLong(),
                node.path("bytes").asLong(),
                node.path("tasks").asInt(),
                workers,
                node.path("error").asText()));
      }
      return List.copyOf(queries);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a list of queries: " + e.getMessage(), e);
    }
  }
}
