package io.skein.client;

import org.apache.arrow.vector.VectorSchemaRoot;

/** Where the fetching threads put what they read. Called by several threads at once. */
interface BatchSink {

  /** Takes a batch of the endpoint; its vectors are the caller's again on return. */
  void accept(int endpoint, VectorSchemaRoot batch);

  /**
   * Takes back all that came of the endpoint, so that it can be fetched anew; returns whether it
   * could. What was handed on cannot be taken back.
   */
  default boolean discard(int endpoint) {
    return false;
  }

  /** Hears that the endpoint has no more batches. */
  default void ended(int endpoint) {}

  /** Hears that the result failed as a whole: nothing else will come. */
  default void failed(RuntimeException error) {}
}
