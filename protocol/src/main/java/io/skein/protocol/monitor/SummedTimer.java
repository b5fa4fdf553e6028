package io.skein.protocol.monitor;

import com.codahale.metrics.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A timer that also knows the sum of all times, from which averages are computed. Thread-safe. */
final class SummedTimer extends Timer {
  private final LongAdder nanos = new LongAdder();

  @Override
  public void update(long duration, TimeUnit unit) {
    super.update(duration, unit);
    nanos.add(Math.max(0, unit.toNanos(duration)));
  }

  @Override
  public void update(Duration duration) {
    update(duration.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Returns the sum of all times, in nanoseconds. */
  long sum() {
    return nanos.sum();
  }
}
