package io.skein.protocol.flight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff BACKOFF =
      new Backoff(5, Duration.ofMillis(100), Duration.ofMillis(500));

  @Test
  void eachPauseIsUpToTwiceTheOneBeforeAndNotAllAreAlike() {
    long[] most = {100, 200, 400, 500, 500};
    for (int attempt = 0; attempt < most.length; attempt++) {
      Set<Long> pauses = new TreeSet<>();
      for (int i = 0; i < 200; i++) {
        pauses.add(BACKOFF.pause(attempt).toMillis());
      }
      assertThat(pauses).allMatch(between(most[attempt] / 2, most[attempt]));
      assertThat(pauses).hasSizeGreaterThan(10);
    }
    assertThat(BACKOFF.pause(1_000).toMillis()).isBetween(250L, 500L);
  }

  private static java.util.function.Predicate<Long> between(long least, long most) {
    return pause -> pause >= least && pause <= most;
  }
}
