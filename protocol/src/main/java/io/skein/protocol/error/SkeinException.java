package io.skein.protocol.error;

import java.util.Objects;
import java.util.Optional;

/**
 * An error with its code and the place where it arose. It crosses the wire whole, so the message is
 * the leaf's own words; {@link #describe()} adds the place.
 */
public final class SkeinException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String task;
  private final String worker;
  private final String shard;

  /** Creates an error that arose at no particular place. */
  public SkeinException(ErrorCode code, String message) {
    this(code, message, null, null, null, null);
  }

  /** Creates an error with what led to it; the cause stays in this process. */
  public SkeinException(ErrorCode code, String message, Throwable cause) {
    this(code, message, null, null, null, cause);
  }

  private SkeinException(
      ErrorCode code, String message, String task, String worker, String shard, Throwable cause) {
    super(Objects.requireNonNull(message, "message"), cause);
    this.code = Objects.requireNonNull(code, "code");
    this.task = task;
    this.worker = worker;
    this.shard = shard;
  }

  /** Returns this error as one of the task, unless it names a task already. */
  public SkeinException withTask(String newTask) {
    return task != null ? this : copy(newTask, worker, shard);
  }

  /** Returns this error as one of the worker, unless it names a worker already. */
  public SkeinException withWorker(String newWorker) {
    return worker != null ? this : copy(task, newWorker, shard);
  }

  /** Returns this error as one of the shard, unless it names a shard already. */
  public SkeinException withShard(String newShard) {
    return shard != null ? this : copy(task, worker, newShard);
  }

  private SkeinException copy(String newTask, String newWorker, String newShard) {
    SkeinException copy =
        new SkeinException(code, getMessage(), newTask, newWorker, newShard, getCause());
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /** Returns what kind of error it is. */
  public ErrorCode code() {
    return code;
  }

  /** Returns the printed id of the task that failed. */
  public Optional<String> task() {
    return Optional.ofNullable(task);
  }

  /** Returns the worker at which it failed. */
  public Optional<String> worker() {
    return Optional.ofNullable(worker);
  }

  /** Returns the shard that could not be read. */
  public Optional<String> shard() {
    return Optional.ofNullable(shard);
  }

  /** Returns the message with the code and the place: {@code message (CODE at worker w1, ...)}. */
  public String describe() {
    StringBuilder text = new StringBuilder(getMessage()).append(" (").append(code);
    worker().ifPresent(name -> text.append(", worker ").append(name));
    shard().ifPresent(name -> text.append(", shard ").append(name));
    task().ifPresent(id -> text.append(", task ").append(id));
    return text.append(')').toString();
  }
}
