package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.table.Column;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.type.TransportTypes;
import io.skein.worker.engine.Session;
import io.skein.worker.engine.Workspace;
import io.skein.worker.engine.Workspace.LoadedTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Fetches the rows that other tasks produce into a workspace. Every source has a table of its own,
 * and several are read at once: a source that is slow to start would otherwise leave the others
 * unread until they give up.
 */
final class ExchangeLoader {
  /** How many sources are read at once; the others are not asked for before. */
  static final int SOURCES_AT_ONCE = 64;

  private final FlightClients clients;
  private final Executor executor;
  private final BufferAllocator allocator;
  private final RunningTask running;
  private final int task;

  /**
   * Creates a loader for one run.
   *
   * @param task the task's number in its stage
   */
  ExchangeLoader(TaskPlace place, BufferAllocator allocator, RunningTask running, int task) {
    this.clients = place.clients();
    this.executor = place.executor();
    this.allocator = allocator;
    this.running = running;
    this.task = task;
  }

  private record Load(ExchangeInput input, Endpoint source, LoadedTable table) {}

  /**
   * Adds a relation to the workspace for each exchange, with its rows.
   *
   * @throws SkeinException the error of the first source that fails
   */
  void load(Workspace workspace, List<ExchangeInput> exchanges, SourceTickets sources) {
    Map<ExchangeInput, List<LoadedTable>> tables = new LinkedHashMap<>();
    List<Load> loads = new ArrayList<>();
    for (ExchangeInput exchange : exchanges) {
      List<LoadedTable> own = new ArrayList<>();
      for (Endpoint source : sources.of(exchange)) {
        LoadedTable table = workspace.addTable(carriedTypes(exchange));
        own.add(table);
        loads.add(new Load(exchange, source, table));
      }
      tables.put(exchange, own);
    }
    if (!loads.isEmpty()) {
      workspace.prepare();
      // The tasks of a stage read the same sources: each begins with another one.
      Collections.rotate(loads, -(task % loads.size()));
      drain(workspace, new ConcurrentLinkedQueue<>(loads), loads.size());
    }
    tables.forEach(
        (exchange, own) ->
            workspace.addLoaded(exchange.relation(), exchange.columns(), exchange.carried(), own));
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
  private void drain(Workspace workspace, ConcurrentLinkedQueue<Load> loads, int count) {
    List<FutureTask<Void>> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(SOURCES_AT_ONCE, count); i++) {
      FutureTask<Void> helper = new FutureTask<>(() -> drainHere(workspace, loads), null);
      helpers.add(helper);
      executor.execute(helper);
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

  private void drainHere(Workspace workspace, ConcurrentLinkedQueue<Load> loads) {
    for (Load load = loads.poll(); load != null; load = loads.poll()) {
      try {
        fetch(workspace, load);
      } catch (RuntimeException e) {
        // The first failure is the answer: nobody needs to begin with the others.
        loads.clear();
        SkeinException error = TaskErrors.of(e);
        running.cancel(error);
        throw error;
      }
    }
  }

  private void fetch(Workspace workspace, Load load) {
    try (EndpointReader reader = new EndpointReader(clients, load.source(), allocator);
        Session session = workspace.loader()) {
      running.onCancel(reader::cancel);
      running.onCancel(session::cancel);
      requireCarried(load.input(), reader);
      ArrivingStream arriving = new ArrivingStream(reader, allocator);
      arriving.awaitFirst();
      try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
        Data.exportArrayStream(allocator, arriving, stream);
        workspace.load(session, load.table(), stream);
      } catch (SkeinException e) {
        throw arriving.failure() != null ? arriving.failure() : e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireCarried(ExchangeInput input, EndpointReader reader) {
    int given = reader.readSchema().getFields().size();
    if (given != input.carried().size()) {
      throw new SkeinException(
          ErrorCode.INTERNAL_ERROR,
          "a source of relation %s gives %d columns, but %s were announced"
              .formatted(input.relation(), given, input.carried()));
    }
  }
}
