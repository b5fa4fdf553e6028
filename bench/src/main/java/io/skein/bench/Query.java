package io.skein.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A query that is measured. Immutable.
 *
 * @param id its name
 * @param sql its text
 */
record Query(String id, String sql) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the queries of a file that has one JSON object in each line, in its order. */
  static List<Query> read(Path file) throws IOException {
    List<Query> queries = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode query = JSON.readTree(line);
      queries.add(new Query(query.get("id").asText(), query.get("sql").asText()));
    }
    return queries;
  }
}
