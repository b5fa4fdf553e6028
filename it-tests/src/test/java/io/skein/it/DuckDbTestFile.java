package io.skein.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One file of DuckDB's own tests.
 *
 * @param name the file's path in DuckDB's repository
 * @param statements what it runs, in order
 */
record DuckDbTestFile(String name, List<TestStatement> statements) {
  static final String CORPUS = "duckdb-sqllogic";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Words that setup statements start with which leave all tables as they are. */
  private static final Set<String> SETTINGS = Set.of("SET", "RESET", "PRAGMA", "PREPARE", "SELECT");

  DuckDbTestFile {
    statements = List.copyOf(statements);
  }

  /**
   * One statement.
   *
   * @param number tells it from the others of its file
   * @param isQuery whether its rows are to be compared; else it sets tables up
   * @param usesTable whether it seems to read a table
   */
  record TestStatement(int number, boolean isQuery, boolean usesTable, String sql) {

    /** Whether it may change tables. */
    boolean changesTables() {
      return !isQuery && !SETTINGS.contains(sql.strip().split("\\W", 2)[0].toUpperCase());
    }
  }

  /** Returns all files. */
  static List<DuckDbTestFile> read(Path corpora) throws IOException {
    Map<String, List<TestStatement>> files = new LinkedHashMap<>();
    for (String line : Files.readAllLines(corpora.resolve(CORPUS + ".jsonl"))) {
      JsonNode record = JSON.readTree(line);
      files
          .computeIfAbsent(record.get("file").asText(), name -> new ArrayList<>())
          .add(
              new TestStatement(
                  record.get("n").asInt(),
                  record.get("kind").asText().equals("query"),
                  record.path("uses_table").asBoolean(true),
                  record.get("sql").asText().strip().replaceFirst(";+\\s*(--.*)?$", "")));
    }
    return files.entrySet().stream()
        .map(file -> new DuckDbTestFile(file.getKey(), file.getValue()))
        .toList();
  }
}
