package io.skein.coordinator.query;

import com.google.protobuf.ByteString;
import io.skein.planner.DistributedPlan;
import io.skein.planner.PlannedInput;
import io.skein.planner.PlannedStage;
import io.skein.planner.PlannedTask;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.ticket.ScanInput;
import io.skein.protocol.ticket.Task;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TaskInput;
import io.skein.protocol.ticket.TicketSealer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes signed tickets of a plan's tasks: a plan is a tree of tickets. Thread-safe. */
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
      QueryId query, DistributedPlan plan, Map<String, String> locations, Instant expires) {
    Map<Integer, List<Endpoint>> byStage = new HashMap<>();
    for (PlannedStage stage : plan.stages()) {
      List<Endpoint> endpoints = new ArrayList<>();
      for (int i = 0; i < stage.tasks().size(); i++) {
        PlannedTask planned = stage.tasks().get(i);
        List<String> places = planned.workers().stream().map(locations::get).toList();
        Task task =
            new Task(
                new TaskId(query, stage.number(), i, 0),
                stage.sql(),
                stage.schema(),
                planned.inputs().stream().map(input -> input(input, byStage)).toList(),
                plan.searchPath(),
                places);
        ByteString ticket = sealer.seal(new TaskGrant(task), expires);
        endpoints.add(new Endpoint(ticket, places));
      }
      byStage.put(stage.number(), endpoints);
    }
    return byStage.get(plan.resultStage().number());
  }

  private static TaskInput input(PlannedInput input, Map<Integer, List<Endpoint>> byStage) {
    if (input instanceof PlannedInput.Scan scan) {
      return new ScanInput(
          scan.relation(),
          scan.table(),
          scan.shards().stream().map(shard -> shard.shard().version()).toList());
    }
    if (input instanceof PlannedInput.Exchange gather) {
      return new ExchangeInput(
          gather.relation(), gather.columns(), gather.carried(), byStage.get(gather.stage()));
    }
    PlannedInput.Empty empty = (PlannedInput.Empty) input;
    return new ExchangeInput(
        empty.relation(), empty.columns(), List.of(empty.columns().get(0).name()), List.of());
  }
}
