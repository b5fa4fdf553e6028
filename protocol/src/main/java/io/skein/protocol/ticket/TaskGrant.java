package io.skein.protocol.ticket;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.TaskId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The result of running a task, or a partition of it. Immutable.
 *
 * @param graph the task alone of its stage, and the stages that it reads, directly or not
 * @param id the task's name
 * @param partition which partition of the result, from 0; empty for the whole
 */
public record TaskGrant(TaskGraph graph, TaskId id, OptionalInt partition) implements Grant {

  public TaskGrant {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(partition, "partition");
    if (!id.query().equals(graph.query())) {
      throw new IllegalArgumentException(
          "task %s is none of query %s".formatted(id, graph.query()));
    }
    TaskGraph.requirePart(graph.stage(id.stage()), partition);
    graph.stage(id.stage()).task(id.task());
  }

  /**
   * Returns the grant of a task of the graph, with no more of the graph than the task needs.
   *
   * @throws IllegalArgumentException if the graph has no such task, or the task no such partition
   */
  public static TaskGrant of(TaskGraph graph, int stage, int task, OptionalInt partition) {
    return new TaskGrant(
        graph.reachableFrom(stage, task), new TaskId(graph.query(), stage, task, 0), partition);
  }

  /** Returns the same grant for another run. */
  public TaskGrant withAttempt(int attempt) {
    return new TaskGrant(graph, id.withAttempt(attempt), partition);
  }

  /** Returns the first shard that the task itself reads, if it reads any. */
  public Optional<ScanInput> firstScan() {
    return graph.stage(id.stage()).task(id.task()).inputs().stream()
        .filter(ScanInput.class::isInstance)
        .map(ScanInput.class::cast)
        .filter(scan -> !scan.shards().isEmpty())
        .findFirst();
  }

  /**
   * Returns the error with which the last of the task's locations failed as one that says what
   * cannot be read, since whoever asked may not know.
   */
  public SkeinException inVain(SkeinException last) {
    SkeinException error = last.withTask(id.toString());
    if (last.code() != ErrorCode.WORKER_UNAVAILABLE || last.shard().isPresent()) {
      return error;
    }
    Optional<ScanInput> scan = firstScan();
    if (scan.isEmpty()) {
      return error;
    }
    String shard = scan.get().shards().get(0).shard();
    String what =
        ("shard %s of table %s cannot be read: none of the workers that were asked for it answers;"
                + " the last that was")
            .formatted(shard, scan.get().table());
    return new SkeinException(
            ErrorCode.SHARD_UNAVAILABLE,
            "%s asked is %s: %s"
                .formatted(what, last.worker().orElse("unknown"), last.getMessage()),
            last)
        .withTask(error.task().orElseThrow())
        .withWorker(last.worker().orElse("unknown"))
        .withShard(shard);
  }

  /** Returns the task. */
  public Task task() {
    Stage stage = graph.stage(id.stage());
    StageTask task = stage.task(id.task());
    return new Task(
        id,
        stage.sql(),
        stage.schema(),
        stage.output(),
        task.inputs(),
        graph.searchPath(),
        task.locations());
  }

  /** Returns the grants of what the exchange reads, in order. */
  public List<TaskGrant> sources(ExchangeInput exchange) {
    return graph.stage(exchange.stage()).tasks().stream()
        .map(task -> of(graph, exchange.stage(), task.number(), exchange.partition()))
        .toList();
  }
}
