package io.skein.protocol.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskProfilesTest {
  private static TaskStatistics task(int stage, int number, long rows) {
    return new TaskStatistics(
        new TaskId(new QueryId("q7f3"), stage, number, 1), "w1", rows, 2, 3, 4, 5, 6);
  }

  @Test
  void statisticsAreTheSameAfterTheyCrossedTheWire() {
    List<TaskStatistics> tasks = List.of(task(0, 0, 1L << 40), task(2, 1, 0));
    assertThat(TaskProfiles.decode(TaskProfiles.encode(tasks))).isEqualTo(tasks);
    assertThat(TaskProfiles.decode(TaskProfiles.encode(List.of()))).isEmpty();
  }

  @Test
  void aTaskThatSeveralReadersTellOfIsThereOnce() {
    TaskProfiles profiles = new TaskProfiles();
    profiles.add(List.of(task(1, 0, 10), task(0, 0, 20)));
    profiles.add(List.of(task(1, 1, 30), task(0, 0, 20)));
    assertThat(profiles.tasks()).containsExactly(task(1, 0, 10), task(0, 0, 20), task(1, 1, 30));
  }

  @Test
  void bytesThatSayNoStatisticsAreRefused() {
    assertThatThrownBy(() -> TaskProfiles.decode(new byte[] {1, 2, 3}))
        .hasMessageContaining("a task's statistics make no sense");
  }
}
