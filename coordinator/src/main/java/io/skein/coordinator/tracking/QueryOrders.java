package io.skein.coordinator.tracking;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import java.util.Set;

/** Tells workers of queries that are over. Thread-safe. */
public interface QueryOrders {

  /**
   * Has the query ended and its tickets refused at all workers, and waits for their answers.
   *
   * @return the workers that could not be told
   */
  Set<String> cancel(QueryId query, SkeinException reason);

  /** Does the same without waiting. */
  void cancelLater(QueryId query, SkeinException reason);

  /** Has the workers drop what they keep of the query, without waiting. */
  void releaseLater(QueryId query, Set<String> workers);
}
