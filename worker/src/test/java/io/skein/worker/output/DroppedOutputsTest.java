package io.skein.worker.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DroppedOutputsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static TaskId task(int number) {
    return new TaskId(new QueryId("q1"), 0, number, 0);
  }

  @Test
  void whatWasDroppedIsRememberedUntilItsTicketsExpire() {
    DroppedOutputs dropped = new DroppedOutputs(10);
    dropped.add(task(1), NOW.plusSeconds(60), NOW);
    assertThat(dropped.contains(task(1), NOW.plusSeconds(60))).isTrue();
    assertThat(dropped.contains(task(2), NOW.plusSeconds(60))).isFalse();
    dropped.add(task(2), NOW.plusSeconds(120), NOW.plusSeconds(61));
    assertThat(dropped.size()).isEqualTo(1);
  }

  @Test
  void whereThereIsNoRoomOldTicketsCountAsDropped() {
    DroppedOutputs dropped = new DroppedOutputs(3);
    for (int i = 0; i < 5; i++) {
      dropped.add(task(i), NOW.plusSeconds(60 + i), NOW);
    }
    assertThat(dropped.size()).isEqualTo(3);
    for (int i = 0; i < 5; i++) {
      assertThat(dropped.contains(task(i), NOW.plusSeconds(60 + i))).isTrue();
    }
    assertThat(dropped.contains(task(9), NOW.plusSeconds(61))).isTrue();
    assertThat(dropped.contains(task(9), NOW.plusSeconds(62))).isFalse();
  }
}
