package io.skein.worker.task;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts the rows and bytes that a task, or all tasks of a worker, exchange. Thread-safe. */
final class Traffic {
  private final Optional<Traffic> all;
  private final LongAdder rowsSent = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final LongAdder rowsReceived = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();
  private final LongAdder retries = new LongAdder();

  private Traffic(Optional<Traffic> all) {
    this.all = all;
  }

  /** Creates the count of a worker. */
  Traffic() {
    this(Optional.empty());
  }

  /** Returns a new count of a part, which this includes. */
  Traffic part() {
    return new Traffic(Optional.of(this));
  }

  void sent(long rows, long bytes) {
    rowsSent.add(rows);
    bytesSent.add(bytes);
    all.ifPresent(whole -> whole.sent(rows, bytes));
  }

  void received(long rows, long bytes) {
    rowsReceived.add(rows);
    bytesReceived.add(bytes);
    all.ifPresent(whole -> whole.received(rows, bytes));
  }

  /** Notes that another task is run again, since its place failed. */
  void retried() {
    retries.increment();
    all.ifPresent(Traffic::retried);
  }

  /** Returns what was counted so far. */
  TrafficCount count() {
    return new TrafficCount(
        rowsSent.sum(), bytesSent.sum(), rowsReceived.sum(), bytesReceived.sum(), retries.sum());
  }
}
