package io.skein.worker.task;

import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.ticket.OpenTicket;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TicketBatch;
import io.skein.protocol.ticket.TicketSealer;
import java.util.List;

/** Makes tickets for what a task's exchanges read, of the task's own. Used by one thread. */
final class SourceTickets {
  private final TaskGrant grant;
  private final TicketBatch batch;

  SourceTickets(TaskGrant grant, OpenTicket ticket, TicketSealer sealer) {
    this.grant = grant;
    this.batch = sealer.batch(ticket);
  }

  /** Returns where the exchange's rows can be fetched, source by source in order. */
  List<Endpoint> of(ExchangeInput exchange) {
    return grant.sources(exchange).stream()
        .map(source -> new Endpoint(batch.seal(source), source.task().locations()))
        .toList();
  }
}
