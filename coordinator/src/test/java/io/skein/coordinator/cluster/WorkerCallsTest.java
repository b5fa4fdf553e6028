package io.skein.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.flight.LifeSign;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerCallsTest {
  private final Deque<LifeSign> signs = new ArrayDeque<>();
  private final Deque<Runnable> made = new ArrayDeque<>();
  private final List<String> heard = new ArrayList<>();
  private final WorkerCalls calls =
      new WorkerCalls(
          location -> signs.remove(),
          made::add,
          Runnable::run,
          (path, answered, absent) ->
              heard.add(answered ? "answered" : absent ? "absent" : "missed"));

  private void call(LifeSign sign) {
    signs.add(sign);
    calls.call("/w1-1", "there");
    made.remove().run();
  }

  @Test
  void aWorkerThatRefusesACallIsAbsentAtOnce() {
    call(LifeSign.REFUSED);
    assertThat(heard).containsExactly("absent");
  }

  @Test
  void aWorkerThatMissesACallMayBeBusyButNotTwiceInARow() {
    call(LifeSign.SILENT);
    call(LifeSign.ANSWERED);
    call(LifeSign.SILENT);
    call(LifeSign.SILENT);
    assertThat(heard).containsExactly("missed", "answered", "missed", "absent");
  }

  @Test
  void aWorkerIsCalledOnceAtATimeButAgainIfItIsDoubtedMeanwhile() {
    calls.call("/w1-1", "there");
    calls.call("/w1-1", "there");
    calls.callAnew("/w1-1", "there");
    calls.callAnew("/w1-1", "there");
    assertThat(made).hasSize(1);
    signs.add(LifeSign.ANSWERED);
    made.remove().run();
    assertThat(made).hasSize(1);
    signs.add(LifeSign.REFUSED);
    made.remove().run();
    assertThat(made).isEmpty();
    assertThat(heard).containsExactly("answered", "absent");
  }
}
