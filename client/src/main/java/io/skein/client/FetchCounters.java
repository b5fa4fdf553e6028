package io.skein.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What has been fetched so far. Thread-safe. */
final class FetchCounters {
  private final int endpoints;
  private final LongAdder rows = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger failovers = new AtomicInteger();

  FetchCounters(int endpoints) {
    this.endpoints = endpoints;
  }

  void received(long moreRows, long moreBytes) {
    rows.add(moreRows);
    bytes.add(moreBytes);
  }

  /** Takes back what was received of an endpoint that is fetched anew. */
  void discarded(long lessRows, long lessBytes) {
    received(-lessRows, -lessBytes);
  }

  void endpointDone() {
    done.incrementAndGet();
  }

  void failedOver() {
    failovers.incrementAndGet();
  }

  Progress progress() {
    return new Progress(rows.sum(), bytes.sum(), done.get(), endpoints, failovers.get());
  }
}
