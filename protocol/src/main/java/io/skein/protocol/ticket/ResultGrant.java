package io.skein.protocol.ticket;

import com.google.protobuf.ByteString;
import io.skein.protocol.id.QueryId;
import java.util.Objects;

/**
 * A small result that was known when the query was planned, such as an EXPLAIN. Any node gives it.
 * Immutable.
 *
 * @param query the query that it answers
 * @param arrowStream the result as an Arrow IPC stream
 */
public record ResultGrant(QueryId query, ByteString arrowStream) implements Grant {

  public ResultGrant {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(arrowStream, "arrowStream");
  }
}
