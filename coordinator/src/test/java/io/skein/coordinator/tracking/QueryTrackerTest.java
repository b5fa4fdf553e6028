package io.skein.coordinator.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.query.QueryLabel;
import io.skein.protocol.query.QueryState;
import io.skein.protocol.query.QueryStatus;
import io.skein.protocol.query.TaskNews;
import io.skein.protocol.query.TaskReport;
import io.skein.protocol.query.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a coordinator concludes from what workers tell, with a clock that the test moves. */
class QueryTrackerTest implements QueryOrders {
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final QueryLimits LIMITS =
      new QueryLimits(4, 4, Duration.ofSeconds(1), Duration.ofSeconds(10), Optional.of(TIME), 4);
  private static final QueryLabel LABEL =
      new QueryLabel("ada", "SELECT * FROM t", "STAGED", 1, 2, Optional.of(TIME));

  private final List<String> orders = new ArrayList<>();
  private final List<QueryStatus> ended = new ArrayList<>();
  private final Admission admission = new Admission(LIMITS);
  private final QueryId query = QueryId.random();
  private long now = 1_000_000_000L;
  private final QueryTracker tracker =
      new QueryTracker(LIMITS, admission, this, ended::add, () -> now);

  @Override
  public Set<String> cancel(QueryId id, SkeinException reason) {
    orders.add("cancel " + reason.code());
    return Set.of();
  }

  @Override
  public void cancelLater(QueryId id, SkeinException reason) {
    orders.add("cancel later " + reason.code());
  }

  @Override
  public void releaseLater(QueryId id, Set<String> workers) {
    orders.add("release at " + workers);
  }

  private void plan() {
    tracker.planned(query, LABEL, admission.admit(query, "ada", "SELECT * FROM t"));
  }

  private void pass(Duration time) {
    now += time.toNanos();
    tracker.tick();
  }

  private TaskReport report(int stage, int task, TaskState state, long held) {
    return new TaskReport(
        new TaskId(query, stage, task, 0), LABEL, state, 10, 100, 5, held, Optional.empty());
  }

  private TaskReport failed(int task, ErrorCode code) {
    return new TaskReport(
        new TaskId(query, 1, task, 0),
        LABEL,
        code == ErrorCode.CANCELLED ? TaskState.CANCELLED : TaskState.FAILED,
        0,
        0,
        5,
        0,
        Optional.of(new TaskReport.Failure(code, "the words")));
  }

  private void tell(String worker, TaskReport... reports) {
    tracker.news(worker, new TaskNews(1, 1, false, List.of(reports)));
  }

  private void tellAll(String worker, TaskReport... running) {
    tracker.news(worker, new TaskNews(1, 1, true, List.of(running)));
  }

  private QueryState state() {
    return tracker.query(query).state();
  }

  @Test
  void aQueryIsOverWhenAllTasksOfItsResultHaveFinished() {
    plan();
    assertThat(state()).isEqualTo(QueryState.PLANNED);
    tell("w1", report(1, 0, TaskState.RUNNING, 0), report(0, 0, TaskState.RUNNING, 0));
    assertThat(state()).isEqualTo(QueryState.RUNNING);
    tell("w1", report(0, 0, TaskState.FINISHED, 0), report(1, 0, TaskState.FINISHED, 0));
    assertThat(state()).isEqualTo(QueryState.RUNNING);
    tell("w2", report(1, 1, TaskState.RUNNING, 0), report(1, 1, TaskState.FINISHED, 0));
    assertThat(state()).isEqualTo(QueryState.FINISHED);
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).rows()).isEqualTo(20);
    assertThat(ended.get(0).workers()).containsExactly("w1", "w2");
    assertThat(admission.taken()).isZero();
    assertThat(orders).isEmpty();
  }

  @Test
  void aTaskThatFailsAndThenFinishesElsewhereIsNoFailure() {
    plan();
    tell("w1", report(1, 0, TaskState.RUNNING, 0), failed(0, ErrorCode.WORKER_UNAVAILABLE));
    pass(Duration.ofMillis(200));
    tell("w2", report(1, 0, TaskState.RUNNING, 0));
    pass(Duration.ofSeconds(2));
    assertThat(state()).isEqualTo(QueryState.RUNNING);
    tell("w2", report(1, 0, TaskState.FINISHED, 0));
    tell("w1", report(1, 1, TaskState.RUNNING, 0), report(1, 1, TaskState.FINISHED, 0));
    assertThat(ended.get(0).state()).isEqualTo(QueryState.FINISHED);
    assertThat(ended.get(0).error()).isEmpty();
  }

  @Test
  void aFailureIsTheQuerysWhenNobodyGoesOnWithTheTask() {
    plan();
    tell("w1", report(1, 0, TaskState.RUNNING, 0), failed(0, ErrorCode.EXECUTION_ERROR));
    tell("w2", report(1, 1, TaskState.RUNNING, 0), failed(1, ErrorCode.CANCELLED));
    assertThat(state()).isEqualTo(QueryState.RUNNING);
    pass(Duration.ofMillis(400));
    assertThat(state()).isEqualTo(QueryState.FAILED);
    assertThat(ended.get(0).error()).isEqualTo("the words (EXECUTION_ERROR)");
    assertThat(orders).containsExactly("release at [w1, w2]");
    assertThat(admission.taken()).isZero();
  }

  @Test
  void aClientThatClosesItsStreamsHasCancelledTheQuery() {
    plan();
    tell("w1", report(1, 0, TaskState.RUNNING, 0), failed(0, ErrorCode.CANCELLED));
    pass(Duration.ofMillis(400));
    assertThat(ended.get(0).state()).isEqualTo(QueryState.CANCELLED);
  }

  @Test
  void aQueryThatNobodyRedeemsGivesItsPlaceBack() {
    plan();
    pass(Duration.ofSeconds(9));
    assertThat(admission.taken()).isEqualTo(1);
    pass(Duration.ofSeconds(2));
    assertThat(admission.taken()).isZero();
    assertThat(ended.get(0).state()).isEqualTo(QueryState.ABANDONED);
    // Its tickets still hold: redeemed late, it is there again, and has a place.
    tell("w1", report(1, 0, TaskState.RUNNING, 0));
    assertThat(state()).isEqualTo(QueryState.RUNNING);
    assertThat(admission.taken()).isEqualTo(1);
  }

  @Test
  void aClientThatSaysThatItDoesNotReadGivesThePlaceBackAtOnce() {
    plan();
    tracker.putOff(query);
    assertThat(admission.taken()).isZero();
  }

  @Test
  void aQueryWhoseClientDoesNotReadLeavesItsPlaceToOthers() {
    plan();
    tellAll("w1", report(1, 0, TaskState.RUNNING, 0), report(1, 1, TaskState.RUNNING, 5_000));
    assertThat(admission.taken()).isEqualTo(1);
    tellAll("w1", report(1, 0, TaskState.RUNNING, 3_000), report(1, 1, TaskState.RUNNING, 6_000));
    assertThat(state()).isEqualTo(QueryState.HELD);
    assertThat(admission.taken()).isZero();
    tellAll("w1", report(1, 0, TaskState.RUNNING, 0), report(1, 1, TaskState.RUNNING, 6_500));
    assertThat(state()).isEqualTo(QueryState.RUNNING);
    assertThat(admission.taken()).isEqualTo(1);
  }

  @Test
  void tasksOfAWorkerThatIsSilentAreNotThoughtToRun() {
    plan();
    tell("w1", report(1, 0, TaskState.RUNNING, 0));
    tracker.silent("w1");
    pass(Duration.ofSeconds(11));
    assertThat(ended.get(0).state()).isEqualTo(QueryState.ABANDONED);
    assertThat(admission.taken()).isZero();
  }

  @Test
  void aQueryThatRunsTooLongIsEndedEverywhere() {
    plan();
    tell("w1", report(1, 0, TaskState.RUNNING, 0));
    pass(TIME.minusSeconds(1));
    assertThat(orders).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(orders).containsExactly("cancel later TIMED_OUT");
  }

  @Test
  void timeDoesNotPassWhileNothingRuns() {
    plan();
    pass(Duration.ofSeconds(9));
    tell("w1", report(1, 0, TaskState.RUNNING, 0));
    pass(TIME.minusSeconds(5));
    assertThat(orders).isEmpty();
  }

  @Test
  void queriesOfOtherCoordinatorsAreSeenButNotSpokenFor() {
    tell("w1", report(1, 0, TaskState.RUNNING, 0));
    QueryStatus seen = tracker.query(query);
    assertThat(seen.state()).isEqualTo(QueryState.RUNNING);
    assertThat(seen.user()).isEqualTo("ada");
    assertThat(seen.sql()).isEqualTo("SELECT * FROM t");
    assertThat(admission.taken()).isEqualTo(1);
    tell("w1", failed(0, ErrorCode.EXECUTION_ERROR));
    pass(Duration.ofSeconds(1));
    assertThat(admission.taken()).isZero();
    assertThat(ended).isEmpty();
    assertThat(orders).isEmpty();
  }

  @Test
  void aQueryThatIsNotRedeemedYetIsCancelledAtOnce() {
    plan();
    assertThat(tracker.cancel(query, new SkeinException(ErrorCode.CANCELLED, "enough"))).isEmpty();
    assertThat(orders).containsExactly("cancel CANCELLED");
    assertThat(ended.get(0).state()).isEqualTo(QueryState.CANCELLED);
    assertThat(admission.taken()).isZero();
  }

  @Test
  void upstreamTasksThatEndAfterTheQueryBringNothingBack() {
    plan();
    tell("w1", report(1, 0, TaskState.RUNNING, 0), report(1, 0, TaskState.FINISHED, 0));
    tell("w1", report(1, 1, TaskState.RUNNING, 0), report(1, 1, TaskState.FINISHED, 0));
    tellAll("w2", report(0, 3, TaskState.RUNNING, 0));
    assertThat(state()).isEqualTo(QueryState.FINISHED);
    assertThat(admission.taken()).isZero();
  }
}
