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
  private final OpenTicket ticket;
  private final TicketBatch batch;

  SourceTickets(TaskGrant grant, OpenTicket ticket, TicketSealer sealer) {
    this.grant = grant;
    this.ticket = ticket;
    this.batch = sealer.batch(ticket);
  }

  /**
   * What an exchange reads of one task. Immutable.
   *
   * @param grant what is read
   * @param ticket the ticket of the reading task, which says how long the grant holds
   * @param endpoint where it can be fetched
   */
  record Source(TaskGrant grant, OpenTicket ticket, Endpoint endpoint) {}

  /** Returns whether the readers of the task are to be told what its run gave and took. */
  boolean profiled() {
    return grant.graph().profiled();
  }

  /** Returns what the exchange reads, source by source in order. */
  List<Source> of(ExchangeInput exchange) {
    return grant.sources(exchange).stream()
        .map(
            source ->
                new Source(
                    source, ticket, new Endpoint(batch.seal(source), source.task().locations())))
        .toList();
  }
}
