package io.skein.coordinator.query;

import io.skein.planner.DistributedPlan;
import io.skein.planner.PlannedInput;
import io.skein.planner.PlannedStage;
import io.skein.planner.PlannedTask;
import io.skein.planner.StageOutput;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.query.QueryLabel;
import io.skein.protocol.ticket.EmptyInput;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.ticket.ScanInput;
import io.skein.protocol.ticket.Stage;
import io.skein.protocol.ticket.StageTask;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TaskGraph;
import io.skein.protocol.ticket.TaskInput;
import io.skein.protocol.ticket.TaskOutput;
import io.skein.protocol.ticket.TicketBatch;
import io.skein.protocol.ticket.TicketSealer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Makes signed tickets of a plan's tasks, each with the stages that it needs. Thread-safe. */
final class TicketIssuer {
  private final TicketSealer sealer;

  TicketIssuer(TicketSealer sealer) {
    this.sealer = sealer;
  }

  /**
   * Returns the endpoints of the result's parts.
   *
   * @param locations the Flight location of each worker, by its id
   */
  List<Endpoint> issue(
      QueryId query,
      QueryLabel label,
      DistributedPlan plan,
      Map<String, String> locations,
      Instant expires) {
    return issue(
        new TaskGraph(query, plan.searchPath(), stages(plan, locations), false, label),
        plan,
        expires);
  }

  /**
   * Returns the endpoints of the result's parts, whose streams end with statistics of all tasks.
   *
   * @param locations the Flight location of each worker, by its id
   */
  List<Endpoint> issueProfiled(
      QueryId query,
      QueryLabel label,
      DistributedPlan plan,
      Map<String, String> locations,
      Instant expires) {
    return issue(
        new TaskGraph(query, plan.searchPath(), stages(plan, locations), true, label),
        plan,
        expires);
  }

  private static List<Stage> stages(DistributedPlan plan, Map<String, String> locations) {
    return plan.stages().stream().map(stage -> stage(stage, locations)).toList();
  }

  private List<Endpoint> issue(TaskGraph graph, DistributedPlan plan, Instant expires) {
    Stage result = graph.stage(plan.resultStage().number());
    TicketBatch batch = sealer.batch(expires);
    List<Endpoint> endpoints = new ArrayList<>();
    for (StageTask task : result.tasks()) {
      TaskGrant grant = TaskGrant.of(graph, result.number(), task.number(), OptionalInt.empty());
      endpoints.add(new Endpoint(batch.seal(grant), task.locations()));
    }
    return endpoints;
  }

  private static Stage stage(PlannedStage planned, Map<String, String> locations) {
    TaskOutput output = output(planned.output());
    List<StageTask> tasks = new ArrayList<>();
    for (PlannedTask task : planned.tasks()) {
      List<String> places = task.workers().stream().map(locations::get).toList();
      tasks.add(
          new StageTask(
              tasks.size(),
              task.inputs().stream().map(TicketIssuer::input).toList(),
              repeatable(output) ? places : places.subList(0, 1)));
    }
    return new Stage(planned.number(), planned.sql(), planned.schema(), output, tasks);
  }

  /** Returns whether replicas give the same rows, so that readers may go to different ones. */
  private static boolean repeatable(TaskOutput output) {
    return !(output instanceof TaskOutput.Kept kept) || kept.repeatable();
  }

  private static TaskOutput output(StageOutput output) {
    if (output instanceof StageOutput.Kept kept) {
      return new TaskOutput.Whole(kept.readers(), kept.repeatable());
    }
    if (output instanceof StageOutput.Partitioned divided) {
      return new TaskOutput.Partitioned(
          divided.keys(), divided.partitions(), divided.readers(), divided.repeatable());
    }
    return new TaskOutput.Streamed();
  }

  private static TaskInput input(PlannedInput input) {
    if (input instanceof PlannedInput.Scan scan) {
      return new ScanInput(
          scan.relation(),
          scan.table(),
          scan.shards().stream().map(shard -> shard.shard().version()).toList());
    }
    if (input instanceof PlannedInput.Exchange exchange) {
      return new ExchangeInput(
          exchange.relation(),
          exchange.columns(),
          exchange.carried(),
          exchange.stage(),
          exchange.partition());
    }
    PlannedInput.Empty empty = (PlannedInput.Empty) input;
    return new EmptyInput(empty.relation(), empty.columns());
  }
}
