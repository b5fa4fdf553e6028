package io.skein.protocol.ticket;

import io.skein.protocol.id.TaskId;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One run of a stage's fragment at one worker. Immutable.
 *
 * @param id the task's name
 * @param sql the fragment: one SELECT-shaped statement over the inputs' relations
 * @param schema the Arrow schema of the result; the fragment's columns match it by position
 * @param output how the result is read
 * @param inputs the relations that the fragment reads
 * @param searchPath schemas in which unqualified table names are looked up, in order
 * @param locations where the task can be run, in order of preference
 */
public record Task(
    TaskId id,
    String sql,
    Schema schema,
    TaskOutput output,
    List<TaskInput> inputs,
    List<String> searchPath,
    List<String> locations) {

  public Task {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(output, "output");
    inputs = List.copyOf(inputs);
    searchPath = List.copyOf(searchPath);
    locations = List.copyOf(locations);
    if (sql.isBlank()) {
      throw new IllegalArgumentException("task %s has no fragment".formatted(id));
    }
  }
}
