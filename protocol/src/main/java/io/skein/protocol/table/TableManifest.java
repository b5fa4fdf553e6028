package io.skein.protocol.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code _skein.json} in a table's folder promises of the table. Immutable.
 *
 * <p>The file is written last, so a folder without it was not finished, or was not written by
 * Skein.
 *
 * @param columns the columns in order, with DuckDB's types
 * @param shards how many shards the table has, in all places together
 * @param sharding how rows were divided
 * @param replicated whether every place has the whole table
 * @param colocationGroup tables of one group, hashed alike, have matching shards by number
 */
public record TableManifest(
    List<Column> columns,
    int shards,
    Sharding sharding,
    boolean replicated,
    Optional<String> colocationGroup) {
  /** The manifest's file name in a table's folder. */
  public static final String FILE_NAME = "_skein.json";

  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  public TableManifest {
    columns = List.copyOf(columns);
    Objects.requireNonNull(sharding, "sharding");
    Objects.requireNonNull(colocationGroup, "colocationGroup");
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a manifest needs at least one column");
    }
    if (shards < 1) {
      throw new IllegalArgumentException("a manifest needs at least one shard: " + shards);
    }
  }

  /** Returns the manifest as the text of its file. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    ArrayNode list = root.putArray("columns");
    columns.forEach(
        column -> list.addObject().put("name", column.name()).put("type", column.type()));
    root.put("shards", shards);
    root.put("sharding", sharding.toString());
    root.put("replicated", replicated);
    colocationGroup.ifPresent(group -> root.put("colocationGroup", group));
    return root.toPrettyString() + "\n";
  }

  /**
   * Returns the manifest that the text of its file says.
   *
   * @throws IllegalArgumentException if it is not a manifest of this format
   */
  public static TableManifest parse(String json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
    if (root.path("format").asInt() != FORMAT) {
      throw new IllegalArgumentException(
          "manifest format %s is not %d".formatted(root.path("format"), FORMAT));
    }
    List<Column> columns = new ArrayList<>();
    for (JsonNode column : root.path("columns")) {
      columns.add(new Column(column.path("name").asText(), column.path("type").asText()));
    }
    return new TableManifest(
        columns,
        root.path("shards").asInt(),
        Sharding.parse(root.path("sharding").asText("none")),
        root.path("replicated").asBoolean(false),
        Optional.ofNullable(root.path("colocationGroup").textValue()));
  }
}
