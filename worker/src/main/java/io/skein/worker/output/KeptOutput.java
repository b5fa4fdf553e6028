package io.skein.worker.output;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.worker.engine.ResultTable;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One run's result, from the run's beginning until it is dropped. Guarded by its registry. */
final class KeptOutput {
  private final TaskId id;
  private final TaskOutput.Kept promise;
  private final Instant expires;

  /** Completed outside the registry's lock, since it wakes readers up. */
  private final CompletableFuture<KeptResult> result = new CompletableFuture<>();

  private Consumer<SkeinException> cancel = error -> {};
  private ResultTable table;
  private boolean failed;
  private int attached;
  private int served;
  private long uses;
  private boolean unwanted;

  KeptOutput(TaskId id, TaskOutput.Kept promise, Instant expires) {
    this.id = id;
    this.promise = promise;
    this.expires = expires;
  }

  /** Returns the name of the run. */
  TaskId id() {
    return id;
  }

  boolean repeatable() {
    return promise.repeatable();
  }

  Instant expires() {
    return expires;
  }

  CompletableFuture<KeptResult> result() {
    return result;
  }

  void running(Consumer<SkeinException> newCancel) {
    cancel = newCancel;
  }

  /** Returns what tells the run to end. */
  Consumer<SkeinException> cancel() {
    return cancel;
  }

  void completed(ResultTable newTable) {
    table = newTable;
  }

  void failed() {
    failed = true;
  }

  void attach() {
    attached++;
    uses++;
  }

  void detach() {
    attached--;
  }

  void served() {
    served++;
  }

  boolean runs() {
    return table == null && !failed;
  }

  /** Returns whether it is complete but was in a DuckDB that is no more. */
  boolean lost() {
    return table != null && !table.usable();
  }

  boolean attended() {
    return attached > 0;
  }

  /** Returns whether no reader is expected any more. */
  boolean allServed() {
    return unwanted || served >= promise.readers();
  }

  /** Notes that no reader will come: the query is over. */
  void unwanted() {
    unwanted = true;
  }

  /** Returns how often it was attached to: whether anybody came meanwhile. */
  long uses() {
    return uses;
  }

  boolean hasFailed() {
    return failed;
  }

  ResultTable table() {
    return table;
  }
}
