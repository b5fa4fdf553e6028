package io.skein.protocol.ticket;

import java.time.Instant;
import java.util.Objects;

/**
 * What a ticket says to who may open it. Immutable.
 *
 * @param grant what its holder may have
 * @param issued when the query was planned, by the coordinator's clock
 * @param expires when it can no longer be redeemed
 */
public record OpenTicket(Grant grant, Instant issued, Instant expires) {

  public OpenTicket {
    Objects.requireNonNull(grant, "grant");
    Objects.requireNonNull(issued, "issued");
    Objects.requireNonNull(expires, "expires");
  }
}
