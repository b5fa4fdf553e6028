package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.profile.TaskStatistics;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.worker.engine.ResultTable;
import io.skein.worker.engine.Session;
import io.skein.worker.engine.Workspace;
import io.skein.worker.engine.Workspace.LoadedTable;
import io.skein.worker.output.KeptProfile;
import io.skein.worker.output.KeptResult;
import io.skein.worker.output.OutputLease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task whose result, or a partition of it, another task reads. What this worker itself keeps is
 * read where it lies; everything else is fetched into a table of the workspace, from the beginning
 * if its place fails, even in the middle. Loaded by one thread; what it found is for whoever waits
 * for that thread.
 */
final class ExchangeSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeSource.class);

  private final ExchangeInput input;
  private final SourceTickets.Source source;
  private final LoadedTable table;
  private String selection;
  private OutputLease lease;
  private long bytes;
  private List<TaskStatistics> told = List.of();

  ExchangeSource(ExchangeInput input, SourceTickets.Source source, LoadedTable table) {
    this.input = input;
    this.source = source;
    this.table = table;
  }

  /** Waits for the rows and makes them readable in the workspace. */
  void load(Workspace workspace, TaskPlace place, BufferAllocator allocator, RunningTask running) {
    SourceAttempts attempts =
        new SourceAttempts(source, place.clients().reachability(), place.clients().deadlines());
    try {
      if (lieHere(workspace, place, running)) {
        return;
      }
    } catch (SkeinException e) {
      close();
      if (running.cancelReason().isPresent() || !attempts.goOnAfter(e, running)) {
        throw e;
      }
    }
    while (!loaded(attempts, workspace, place, allocator, running)) {
      running.traffic().retried();
    }
    selection = table.selection();
  }

  /** Fetches the rows, all or none; returns whether they are there, or are to be fetched again. */
  private boolean loaded(
      SourceAttempts attempts,
      Workspace workspace,
      TaskPlace place,
      BufferAllocator allocator,
      RunningTask running) {
    try {
      fetch(attempts.next(), workspace, place, allocator, running);
      return true;
    } catch (SkeinException e) {
      if (running.cancelReason().isPresent() || !attempts.goOnAfter(e, running)) {
        throw attempts.last(e);
      }
      LOG.info("Task {} is run again: {}", source.grant().id(), e.describe());
      return false;
    }
  }

  private boolean lieHere(Workspace workspace, TaskPlace place, RunningTask running) {
    lease = place.outputs().attach(source.grant(), source.ticket()).orElse(null);
    if (lease == null) {
      return false;
    }
    running.onCancel(lease::cancel);
    KeptResult kept = lease.await();
    ResultTable result = kept.table();
    requireCarried(result.width());
    if (workspace.sees(result)) {
      selection = result.selection(source.grant().partition(), table.types());
      kept.profile().ifPresent(this::measure);
      return true;
    }
    close();
    return false;
  }

  private void fetch(
      Endpoint endpoint,
      Workspace workspace,
      TaskPlace place,
      BufferAllocator allocator,
      RunningTask running) {
    try (EndpointReader reader = new EndpointReader(place.clients(), endpoint, allocator);
        Session session = workspace.loader()) {
      running.onCancel(reader::cancel);
      running.onCancel(session::cancel);
      requireCarried(reader.readSchema().getFields().size());
      ArrivingStream arriving = new ArrivingStream(reader, allocator, running.traffic());
      arriving.awaitFirst();
      try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
        Data.exportArrayStream(allocator, arriving, stream);
        // A table of a statement that fails is not there: what had come of the rows is gone.
        workspace.load(session, table, stream);
      } catch (SkeinException e) {
        throw arriving.failure() != null ? arriving.failure() : e;
      }
      bytes = reader.bytesRead();
      told = reader.profile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void measure(KeptProfile profile) {
    bytes = profile.bytes(source.grant().partition());
    told = profile.tasks();
  }

  /** Adds what was read. */
  void report(RunProfile profile) {
    profile.addSource(source.grant().id(), bytes, told);
  }

  private void requireCarried(int given) {
    if (given != input.carried().size()) {
      throw new SkeinException(
          ErrorCode.INTERNAL_ERROR,
          "a source of relation %s gives %d columns, but %s were announced"
              .formatted(input.relation(), given, input.carried()));
    }
  }

  /** Returns the query of the rows. */
  String selection() {
    return selection;
  }

  /** Notes that the rows were read. */
  void served() {
    if (lease != null) {
      lease.served();
    }
  }

  /** Lets go of what this worker keeps. */
  @Override
  public void close() {
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }
}
