package io.skein.protocol.query;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import java.util.Objects;
import java.util.Optional;

/**
 * What a worker says of one run of a task. Immutable.
 *
 * @param id the task's name
 * @param label what its ticket says of the query
 * @param state how far it has come
 * @param rows rows that it has sent so far
 * @param bytes bytes of Arrow buffers that it has sent so far
 * @param millis how long it has run, in milliseconds
 * @param heldMillis how long it has now waited for its client to read, in milliseconds; 0 if it
 *     does not wait
 * @param error what ended it early
 */
public record TaskReport(
    TaskId id,
    QueryLabel label,
    TaskState state,
    long rows,
    long bytes,
    long millis,
    long heldMillis,
    Optional<Failure> error) {

  /**
   * An error without the place where it arose. Immutable.
   *
   * @param code what kind of error it is
   * @param message its words
   */
  public record Failure(ErrorCode code, String message) {
    public Failure {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
    }
  }

  public TaskReport {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(error, "error");
  }

  /** Returns the query that the task belongs to. */
  public QueryId query() {
    return id.query();
  }

  /** Returns whether its rows are rows of the query's result. */
  public boolean givesResult() {
    return id.stage() == label.resultStage();
  }
}
