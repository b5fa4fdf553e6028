package io.skein.worker.task;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.worker.engine.ResultTable;
import io.skein.worker.engine.Workspace;
import io.skein.worker.output.KeptProfile;
import io.skein.worker.output.KeptResult;
import io.skein.worker.output.Production.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a task whose result is kept for several readers. Runs on one thread. */
final class KeptRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptRun.class);

  private final Task task;
  private final SourceTickets sources;
  private final TaskPlace place;
  private final RunningTask running;
  private final Outcome outcome;
  private final TaskInputs inputs;

  KeptRun(Task task, SourceTickets sources, TaskPlace place, RunningTask running, Outcome outcome) {
    this.task = task;
    this.sources = sources;
    this.place = place;
    this.running = running;
    this.outcome = outcome;
    this.inputs = new TaskInputs(task, place, running);
  }

  @Override
  public void run() {
    try (TaskThread named = TaskThread.named("task", task.id())) {
      compute();
    } finally {
      running.end();
    }
  }

  private void compute() {
    long start = System.nanoTime();
    try {
      KeptResult result = produce();
      LOG.debug(
          "The result of task {} was computed in {} ms",
          task.id(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      outcome.completed(result);
    } catch (RuntimeException | Error e) {
      SkeinException error = inputs.describe(e);
      LOG.debug("Task {} failed: {}", task.id(), error.describe(), e);
      running.failed(error);
      outcome.failed(error);
    }
  }

  private KeptResult produce() {
    RunProfile profile = new RunProfile(task.id(), place.worker());
    try (BufferAllocator allocator = place.allocatorOf(task.id());
        TaskInputs closing = inputs;
        Workspace workspace = place.engine().workspace(task.id().toString())) {
      running.onCancel(workspace::cancel);
      place.faults().at(TaskFaults.Point.START, task.id(), 0);
      closing.addOwn(workspace);
      profile.waiting(() -> closing.load(workspace, sources, allocator));
      place.faults().at(TaskFaults.Point.LOADED, task.id(), 0);
      ResultTable table = workspace.keep(task.sql(), task.searchPath(), form());
      try {
        place.faults().at(TaskFaults.Point.END, task.id(), 0);
        closing.complete();
        return new KeptResult(
            table, sources.profiled() ? Optional.of(measure(table, profile)) : Optional.empty());
      } catch (RuntimeException e) {
        table.close();
        throw e;
      }
    }
  }

  private KeptProfile measure(ResultTable table, RunProfile profile) {
    long millis = profile.millis();
    inputs.report(profile);
    int partitions =
        task.output() instanceof TaskOutput.Partitioned divided ? divided.partitions() : 1;
    List<ResultTable.Size> sizes = table.sizes(partitions, BatchRows.rowBytes(task.schema()));
    long rows = sizes.stream().mapToLong(ResultTable.Size::rows).sum();
    long bytes = sizes.stream().mapToLong(ResultTable.Size::bytes).sum();
    return new KeptProfile(sizes, profile.tasks(rows, bytes, millis));
  }

  private ResultTable.Form form() {
    List<Field> fields = task.schema().getFields();
    if (!(task.output() instanceof TaskOutput.Partitioned partitioned)) {
      return new ResultTable.Form(fields, List.of(), 1);
    }
    List<Integer> keys =
        partitioned.keys().stream()
            .map(
                key ->
                    IntStream.range(0, fields.size())
                        .filter(i -> fields.get(i).getName().equals(key))
                        .findFirst()
                        .orElseThrow())
            .toList();
    return new ResultTable.Form(fields, keys, partitioned.partitions());
  }
}
