package io.skein.protocol.ticket;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import java.util.Objects;
import java.util.Optional;

/**
 * A coordinator's order to a worker about a query that is over. It is signed as tickets are, and
 * holds until it expires, which is when the query's tickets have. Immutable.
 *
 * @param query the query
 * @param refusal the error with which its tasks end and its tickets are refused; if empty, only
 *     what the worker keeps of the query and nobody reads is to go
 */
public record OrderGrant(QueryId query, Optional<SkeinException> refusal) implements Grant {
  /** The type of the Flight action that gives a worker the order; its body is the ticket. */
  public static final String ACTION = "skein.order";

  public OrderGrant {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(refusal, "refusal");
  }

  /** Returns the order to end the query with this error wherever it runs, and to refuse it. */
  public static OrderGrant cancel(QueryId query, SkeinException refusal) {
    return new OrderGrant(query, Optional.of(refusal));
  }

  /** Returns the order to drop what is kept for readers of the query, of whom none is there. */
  public static OrderGrant release(QueryId query) {
    return new OrderGrant(query, Optional.empty());
  }
}
