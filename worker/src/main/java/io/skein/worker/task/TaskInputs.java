package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.ticket.EmptyInput;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.ticket.ScanInput;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskInput;
import io.skein.worker.engine.Workspace;
import io.skein.worker.shard.ShardScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/** The relations that one run of a task reads. Used by the run's thread. */
final class TaskInputs implements AutoCloseable {
  private final Task task;
  private final TaskPlace place;
  private final RunningTask running;
  private final List<ShardScan> scans = new ArrayList<>();
  private final List<ExchangeInput> exchanges = new ArrayList<>();
  private Optional<ExchangeLoader> loader = Optional.empty();

  TaskInputs(Task task, TaskPlace place, RunningTask running) {
    this.task = task;
    this.place = place;
    this.running = running;
  }

  /**
   * Adds the relations that need no other task.
   *
   * @throws SkeinException SHARD_CHANGED if the worker has not those versions of the shards
   */
  void addOwn(Workspace workspace) {
    for (TaskInput input : task.inputs()) {
      if (input instanceof ScanInput scan) {
        ShardScan shards = place.shards().scan(scan);
        scans.add(shards);
        workspace.addFiles(scan.relation(), shards.columns(), shards.files());
      } else if (input instanceof EmptyInput empty) {
        workspace.addEmpty(empty.relation(), empty.columns());
      } else if (input instanceof ExchangeInput exchange) {
        exchanges.add(exchange);
      }
    }
  }

  /** Adds the relations whose rows other tasks produce, waiting for them. */
  void load(Workspace workspace, SourceTickets sources, BufferAllocator allocator) {
    loader = Optional.of(new ExchangeLoader(place, allocator, running, task.id().task()));
    loader.get().load(workspace, exchanges, sources);
  }

  /**
   * Ends a run that has read everything, checking that it still is what was asked for.
   *
   * @throws SkeinException SHARD_CHANGED
   */
  void complete() {
    requireUnchanged();
    loader.ifPresent(ExchangeLoader::served);
  }

  /** Adds what was read of other tasks. */
  void report(RunProfile profile) {
    loader.ifPresent(read -> read.report(profile));
  }

  private void requireUnchanged() {
    scans.forEach(ShardScan::requireUnchanged);
  }

  /** Lets go of what others may read, too. To be called after the workspace was closed. */
  @Override
  public void close() {
    loader.ifPresent(ExchangeLoader::close);
  }

  /** Returns the one error that whoever waits for the task is told. */
  SkeinException describe(Throwable cause) {
    SkeinException error = running.cancelReason().orElseGet(() -> withShard(cause));
    return error.withTask(task.id().toString()).withWorker(place.worker());
  }

  private SkeinException withShard(Throwable cause) {
    SkeinException error = TaskErrors.withShard(TaskErrors.of(cause), scans);
    if (error.code() == ErrorCode.FILE_UNREADABLE || error.code() == ErrorCode.EXECUTION_ERROR) {
      try {
        requireUnchanged();
      } catch (SkeinException changed) {
        return changed;
      }
    }
    return error;
  }
}
