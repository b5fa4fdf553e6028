package io.skein.client;

import org.apache.arrow.vector.VectorSchemaRoot;

/** Where the fetching threads put what they read. Called by several threads at once. */
interface BatchSink {

  /** Takes a batch of the endpoint; its vectors are the caller's again on return. */
  void accept(int endpoint, VectorSchemaRoot batch);

  /** Hears that the endpoint has no more batches. */
  default void ended(int endpoint) {}

  /** Hears that the result failed as a whole: nothing else will come. */
  default void failed(RuntimeException error) {}
}
