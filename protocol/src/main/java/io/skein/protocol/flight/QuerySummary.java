package io.skein.protocol.flight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skein.protocol.id.QueryId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * What a FlightInfo's application metadata says of its query. Immutable.
 *
 * @param query the query's id, as in logs and errors
 * @param lane how the query runs as a whole
 * @param reason why it is this lane
 */
public record QuerySummary(QueryId query, String lane, String reason) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public QuerySummary {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(reason, "reason");
  }

  /** Returns the metadata's bytes. */
  public byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("query", query.value());
    root.put("lane", lane);
    root.put("reason", reason);
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns what the metadata says, or empty if it is not a coordinator's of Skein. */
  public static Optional<QuerySummary> parse(byte[] metadata) {
    if (metadata == null || metadata.length == 0) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(metadata);
      return Optional.of(
          new QuerySummary(
              new QueryId(root.path("query").asText()),
              root.path("lane").asText(),
              root.path("reason").asText()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
