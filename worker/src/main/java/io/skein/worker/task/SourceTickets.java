package io.skein.worker.task;

import com.google.protobuf.ByteString;
import io.skein.protocol.ticket.Endpoint;
import io.skein.protocol.ticket.ExchangeInput;
import io.skein.protocol.ticket.OpenTicket;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.protocol.ticket.TicketBatch;
import io.skein.protocol.ticket.TicketSealer;
import java.util.List;

/** Makes tickets for what a task's exchanges read, of the task's own. Thread-safe. */
final class SourceTickets {
  private final TaskGrant grant;
  private final OpenTicket ticket;
  private final TicketBatch batch;

  SourceTickets(TaskGrant grant, OpenTicket ticket, TicketSealer sealer) {
    this.grant = grant;
    this.ticket = ticket;
    this.batch = sealer.batch(ticket);
  }

  /** What an exchange reads of one task. Thread-safe. */
  final class Source {
    private final TaskGrant grant;
    private final ByteString first;

    private Source(TaskGrant grant) {
      this.grant = grant;
      this.first = seal(grant);
    }

    /** Returns what is read. */
    TaskGrant grant() {
      return grant;
    }

    /** Returns the ticket of the reading task, which says how long the grant holds. */
    OpenTicket ticket() {
      return ticket;
    }

    /** Returns where it can be read, in order of preference. */
    List<String> locations() {
      return grant.task().locations();
    }

    /** Returns what is redeemed for an attempt at the location. */
    Endpoint endpoint(int attempt, String location) {
      ByteString sealed = attempt == 0 ? first : seal(grant.withAttempt(attempt));
      return new Endpoint(sealed, List.of(location));
    }
  }

  /** Returns whether the readers of the task are to be told what its run gave and took. */
  boolean profiled() {
    return grant.graph().profiled();
  }

  /** Returns what the exchange reads, source by source in order. */
  List<Source> of(ExchangeInput exchange) {
    return grant.sources(exchange).stream().map(Source::new).toList();
  }

  private synchronized ByteString seal(TaskGrant source) {
    return batch.seal(source);
  }
}
