package io.skein.coordinator.query;

import java.time.Duration;

/** Is told of every plan that a query is answered with. Thread-safe. */
public interface PlanObserver {
  /** A plan was made, which took so long. */
  void planned(Duration time);

  /** A plan that had been kept was used again. */
  void reused();
}
