package io.skein.protocol.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.id.QueryId;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskGraphTest {
  private static final TaskOutput STREAMED = new TaskOutput.Streamed();

  private static TaskGraph graph(Stage... stages) {
    return new TaskGraph(new QueryId("q1"), List.of(), List.of(stages));
  }

  private static List<Integer> numbers(TaskGrant grant) {
    return grant.graph().stages().stream().map(Stage::number).toList();
  }

  @Test
  void aGrantHasTheStagesThatItsTaskReadsEachOnceAndNoOthers() {
    TaskGraph diamond = Graphs.diamond();
    TaskGrant grant = TaskGrant.of(diamond, 3, 1, OptionalInt.empty());
    assertThat(numbers(grant)).containsExactly(0, 1, 2, 3);
    assertThat(grant.graph().stage(3).tasks()).containsExactly(Graphs.diamond().stage(3).task(1));
    assertThat(grant.graph().stage(0)).isSameAs(diamond.stage(0));
    assertThat(numbers(TaskGrant.of(diamond, 4, 0, OptionalInt.empty()))).containsExactly(4);
  }

  @Test
  void aScattersGrantHasItsOwnShardsAlone() {
    TaskGrant grant = TaskGrant.of(Graphs.scatter(100, 3), 0, 7, OptionalInt.empty());
    assertThat(grant.task().inputs()).containsExactly(Graphs.scan(21, 3));
    assertThat(grant.graph().stages().get(0).tasks()).hasSize(1);
  }

  @Test
  void anExchangesSourcesAreTheTasksOfItsStageInOrderWithItsPartition() {
    TaskGrant grant = TaskGrant.of(Graphs.diamond(), 3, 1, OptionalInt.empty());
    List<TaskGrant> sources = grant.sources(Graphs.reading(Graphs.ONE, 1, 2));
    assertThat(sources)
        .extracting(source -> source.id().toString())
        .containsExactly("q7f3.1.0.0", "q7f3.1.1.0");
    assertThat(sources)
        .allSatisfy(
            source -> {
              assertThat(source.partition()).hasValue(2);
              assertThat(numbers(source)).containsExactly(0, 1);
              assertThat(source.graph().stage(1).tasks()).hasSize(1);
            });
  }

  @Test
  void aDeepGraphIsNoLargerThanItsStages() {
    Stage[] stages =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    i == 0
                        ? Graphs.stage(0, STREAMED, Graphs.task(0, Graphs.scan(0, 1)))
                        : Graphs.stage(
                            i,
                            new TaskOutput.Whole(2, true),
                            Graphs.task(
                                0,
                                Graphs.reading(Graphs.ONE, i - 1, -1),
                                Graphs.reading(Graphs.TWO, Math.max(0, i - 2), -1))))
            .toArray(Stage[]::new);
    assertThat(numbers(TaskGrant.of(graph(stages), 59, 0, OptionalInt.empty()))).hasSize(60);
  }

  @Test
  void aStageReadsOnlyStagesBeforeIt() {
    Stage first = Graphs.stage(0, STREAMED, Graphs.task(0, Graphs.reading(Graphs.ONE, 0, -1)));
    assertThatThrownBy(() -> graph(first))
        .hasMessage("task 0.0 reads stage 0, which does not come before it");
    Stage scan = Graphs.stage(1, STREAMED, Graphs.task(0, Graphs.scan(0, 1)));
    assertThatThrownBy(() -> graph(scan, scan)).hasMessage("stage 1 comes after stage 1");
  }

  @Test
  void aPartitionIsAskedForWhereThereArePartitionsAndNowhereElse() {
    TaskGraph diamond = Graphs.diamond();
    assertThatThrownBy(() -> TaskGrant.of(diamond, 1, 0, OptionalInt.empty()))
        .hasMessage("stage 1 gives 3 partitions, of which none was asked for");
    assertThatThrownBy(() -> TaskGrant.of(diamond, 1, 0, OptionalInt.of(3)))
        .hasMessage("stage 1 gives 3 partitions, of which number 3 was asked for");
    assertThatThrownBy(() -> TaskGrant.of(diamond, 0, 0, OptionalInt.of(0)))
        .hasMessage("stage 0 gives 0 partitions, of which number 0 was asked for");
    Stage source = Graphs.stage(0, STREAMED, Graphs.task(0, Graphs.scan(0, 1)));
    Stage reader = Graphs.stage(1, STREAMED, Graphs.task(0, Graphs.reading(Graphs.ONE, 0, 1)));
    assertThatThrownBy(() -> graph(source, reader))
        .hasMessage("stage 0 gives 0 partitions, of which number 1 was asked for");
  }

  @Test
  void aTaskThatIsNotRepeatableHasOneLocation() {
    StageTask twoPlaces =
        new StageTask(0, List.of(Graphs.scan(0, 1)), List.of("grpc+tcp://a:1", "grpc+tcp://b:1"));
    assertThat(Graphs.stage(0, new TaskOutput.Whole(2, true), twoPlaces)).isNotNull();
    assertThatThrownBy(() -> Graphs.stage(0, new TaskOutput.Whole(2, false), twoPlaces))
        .hasMessageContaining("task 0.0 does not give the same rows in each run");
  }

  @Test
  void keysAreColumnsOfTheResult() {
    StageTask task = Graphs.task(0, Graphs.scan(0, 1));
    assertThatThrownBy(
            () -> Graphs.stage(0, new TaskOutput.Partitioned(List.of("x"), 2, 2, true), task))
        .hasMessage("stage 0 is partitioned by x, which is 0 columns of its result");
    assertThatThrownBy(() -> new TaskOutput.Partitioned(List.of(), 2, 2, true))
        .hasMessage("2 partitions by the columns []");
    assertThatThrownBy(() -> new TaskOutput.Whole(0, true))
        .hasMessage("a result without readers: 0");
  }

  @Test
  void whatTheGraphDoesNotHaveIsNotGranted() {
    assertThatThrownBy(() -> TaskGrant.of(Graphs.diamond(), 3, 2, OptionalInt.empty()))
        .hasMessage("stage 3 has no task 2");
    assertThatThrownBy(() -> TaskGrant.of(Graphs.diamond(), 5, 0, OptionalInt.empty()))
        .hasMessage("query q7f3 has no stage 5");
  }
}
