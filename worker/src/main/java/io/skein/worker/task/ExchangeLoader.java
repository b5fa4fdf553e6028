package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.Column;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.type.TransportTypes;
import io.skein.worker.engine.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Makes the rows that other tasks produce readable in a workspace, source by source. Several are
 * read at once: a source that is slow to start would otherwise leave the others unread until they
 * give up.
 */
final class ExchangeLoader implements AutoCloseable {
  /** How many sources are read at once; the others are not asked for before. */
  static final int SOURCES_AT_ONCE = 64;

  private final TaskPlace place;
  private final BufferAllocator allocator;
  private final RunningTask running;
  private final int task;
  private final List<ExchangeSource> all = new ArrayList<>();

  /**
   * Creates a loader for one run.
   *
   * @param task the task's number in its stage
   */
  ExchangeLoader(TaskPlace place, BufferAllocator allocator, RunningTask running, int task) {
    this.place = place;
    this.allocator = allocator;
    this.running = running;
    this.task = task;
  }

  /**
   * Adds a relation to the workspace for each exchange, with its rows. They are there as long as
   * this is not closed.
   *
   * @throws SkeinException the error of the first source that fails
   */
  void load(Workspace workspace, List<ExchangeInput> exchanges, SourceTickets tickets) {
    Map<ExchangeInput, List<ExchangeSource>> relations = new LinkedHashMap<>();
    for (ExchangeInput exchange : exchanges) {
      List<String> types = carriedTypes(exchange);
      List<ExchangeSource> own =
          tickets.of(exchange).stream()
              .map(source -> new ExchangeSource(exchange, source, workspace.addTable(types)))
              .toList();
      all.addAll(own);
      relations.put(exchange, own);
    }
    if (!all.isEmpty()) {
      workspace.prepare();
      List<ExchangeSource> loads = new ArrayList<>(all);
      // The tasks of a stage read the same sources: each begins with another one.
      Collections.rotate(loads, -(task % loads.size()));
      drain(workspace, new ConcurrentLinkedQueue<>(loads), loads.size());
    }
    relations.forEach(
        (exchange, own) ->
            workspace.addLoaded(
                exchange.relation(),
                exchange.columns(),
                exchange.carried(),
                own.stream().map(ExchangeSource::selection).toList()));
  }

  /** Notes that the rows were read. */
  void served() {
    all.forEach(ExchangeSource::served);
  }

  /** Adds what was read. */
  void report(RunProfile profile) {
    all.forEach(source -> source.report(profile));
  }

  @Override
  public void close() {
    all.forEach(ExchangeSource::close);
  }

  private static List<String> carriedTypes(ExchangeInput exchange) {
    Map<String, String> types =
        exchange.columns().stream().collect(Collectors.toMap(Column::name, Column::type));
    for (String name : exchange.carried()) {
      if (!TransportTypes.exact(types.get(name))) {
        throw new SkeinException(
            ErrorCode.STATEMENT_REFUSED,
            "column %s of %s is %s, which cannot move between workers without change; cast it to"
                    .formatted(name, exchange.relation(), types.get(name))
                + " VARCHAR or to a STRUCT in the query");
      }
    }
    return exchange.carried().stream().map(types::get).toList();
  }

  /** Runs all loads, on this thread and as many others as are worth it. */
  private void drain(Workspace workspace, ConcurrentLinkedQueue<ExchangeSource> loads, int count) {
    List<FutureTask<Void>> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(SOURCES_AT_ONCE, count); i++) {
      FutureTask<Void> helper = new FutureTask<>(() -> drainHere(workspace, loads), null);
      helpers.add(helper);
      place.executor().execute(helper);
    }
    SkeinException failure = null;
    try {
      drainHere(workspace, loads);
    } catch (SkeinException e) {
      failure = e;
    }
    for (FutureTask<Void> helper : helpers) {
      try {
        helper.get();
      } catch (ExecutionException e) {
        failure = failure != null ? failure : TaskErrors.of(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = new SkeinException(ErrorCode.CANCELLED, "the task was interrupted", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void drainHere(Workspace workspace, ConcurrentLinkedQueue<ExchangeSource> loads) {
    for (ExchangeSource load = loads.poll(); load != null; load = loads.poll()) {
      try {
        load.load(workspace, place, allocator, running);
      } catch (RuntimeException e) {
        // The first failure is the answer: nobody needs to begin with the others.
        loads.clear();
        SkeinException error = TaskErrors.of(e);
        running.cancel(error);
        throw error;
      }
    }
  }
}
