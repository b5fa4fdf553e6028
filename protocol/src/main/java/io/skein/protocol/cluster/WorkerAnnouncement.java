package io.skein.protocol.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a worker's node in ZooKeeper says: where it is and whether it serves. Immutable.
 *
 * @param id the worker's name, the same after a restart
 * @param incarnation which run of the worker
 * @param location the advertised Flight location: {@code grpc+tcp://host:port}
 * @param state whether it takes tasks
 * @param protocolVersion see {@link ProtocolVersion}
 * @param duckdbVersion as {@code SELECT version()} says
 * @param epoch grows whenever the worker's inventory changes
 */
public record WorkerAnnouncement(
    String id,
    String incarnation,
    String location,
    WorkerState state,
    int protocolVersion,
    String duckdbVersion,
    long epoch) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final ObjectMapper JSON = new ObjectMapper();

  public WorkerAnnouncement {
    requireId(id);
    if (!NAME.matcher(incarnation).matches()) {
      throw new IllegalArgumentException("incarnation: '%s'".formatted(incarnation));
    }
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(duckdbVersion, "duckdbVersion");
  }

  /**
   * Checks a worker's name.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static void requireId(String id) {
    if (!NAME.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "worker id may have up to 64 letters, digits, '.', '-' and '_': '%s'".formatted(id));
    }
  }

  /** Returns a copy that announces another inventory. */
  public WorkerAnnouncement withEpoch(long newEpoch) {
    return new WorkerAnnouncement(
        id, incarnation, location, state, protocolVersion, duckdbVersion, newEpoch);
  }

  /** Returns a copy that announces another state. */
  public WorkerAnnouncement withState(WorkerState newState) {
    return new WorkerAnnouncement(
        id, incarnation, location, newState, protocolVersion, duckdbVersion, epoch);
  }

  /** Returns the data of the worker's node. */
  public byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", id);
    root.put("incarnation", incarnation);
    root.put("location", location);
    root.put("state", state.name());
    root.put("protocolVersion", protocolVersion);
    root.put("duckdbVersion", duckdbVersion);
    root.put("epoch", epoch);
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the announcement that a node's data says.
   *
   * @throws IllegalArgumentException if the data is no announcement
   */
  public static WorkerAnnouncement parse(byte[] json) {
    try {
      JsonNode root = JSON.readTree(json);
      return new WorkerAnnouncement(
          root.path("id").asText(),
          root.path("incarnation").asText(),
          root.path("location").asText(),
          WorkerState.valueOf(root.path("state").asText()),
          root.path("protocolVersion").asInt(),
          root.path("duckdbVersion").asText(),
          root.path("epoch").asLong());
    } catch (IOException e) {
      throw new IllegalArgumentException("not a worker announcement: " + e.getMessage(), e);
    }
  }
}
