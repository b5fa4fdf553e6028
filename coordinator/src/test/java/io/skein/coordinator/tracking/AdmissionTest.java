package io.skein.coordinator.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private static Admission admission(int running, int waiting, Duration patience) {
    return new Admission(
        new QueryLimits(running, waiting, patience, Duration.ofSeconds(10), Optional.empty(), 4));
  }

  private CompletableFuture<Admission.Slot> ask(Admission admission, QueryId query) {
    return CompletableFuture.supplyAsync(() -> admission.admit(query, "", "SELECT 1"), threads);
  }

  @Test
  void placesAreGivenInTheOrderInWhichTheyWereAskedFor() {
    Admission admission = admission(1, 10, Duration.ofMinutes(1));
    Admission.Slot first = admission.admit(QueryId.random(), "", "SELECT 1");
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      waiting.add(
          ask(admission, QueryId.random())
              .thenAccept(
                  slot -> {
                    order.add(number);
                    slot.close();
                  }));
      await().until(() -> admission.waiting() == number + 1);
    }
    first.close();
    waiting.forEach(CompletableFuture::join);
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
    assertThat(admission.taken()).isZero();
  }

  @Test
  void aFullQueueRejectsAndSaysWhenToComeBack() {
    Admission admission = admission(1, 1, Duration.ofMinutes(1));
    Admission.Slot first = admission.admit(QueryId.random(), "", "SELECT 1");
    CompletableFuture<Admission.Slot> second = ask(admission, QueryId.random());
    await().until(() -> admission.waiting() == 1);
    assertThatThrownBy(() -> admission.admit(QueryId.random(), "", "SELECT 1"))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_QUERIES))
        .hasMessageMatching(
            "1 queries run, which is the limit, and 1 wait, which is all that may; try again in"
                + " about \\d+ s");
    first.close();
    second.join().close();
    assertThat(admission.taken()).isZero();
  }

  @Test
  void whoWaitsTooLongIsRejectedAndLeavesTheQueue() {
    Admission admission = admission(1, 10, Duration.ofMillis(50));
    Admission.Slot first = admission.admit(QueryId.random(), "", "SELECT 1");
    assertThatThrownBy(() -> admission.admit(QueryId.random(), "", "SELECT 1"))
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_QUERIES))
        .hasMessageContaining("try again in about");
    assertThat(admission.waiting()).isZero();
    first.close();
    assertThat(admission.taken()).isZero();
  }

  @Test
  void whoseCallEndsLeavesTheQueue() {
    Admission admission = admission(1, 10, Duration.ofMinutes(1));
    Admission.Slot first = admission.admit(QueryId.random(), "", "SELECT 1");
    Context.CancellableContext call = Context.ROOT.withCancellation();
    CompletableFuture<Admission.Slot> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              Context before = call.attach();
              try {
                return admission.admit(QueryId.random(), "", "SELECT 1");
              } finally {
                call.detach(before);
              }
            },
            threads);
    await().until(() -> admission.waiting() == 1);
    call.cancel(null);
    assertThatThrownBy(waiting::join).hasMessageContaining("the client went away");
    assertThat(admission.waiting()).isZero();
    first.close();
    assertThat(admission.taken()).isZero();
  }

  @Test
  void aQueuedQueryCanBeCancelled() {
    Admission admission = admission(1, 10, Duration.ofMinutes(1));
    Admission.Slot first = admission.admit(QueryId.random(), "", "SELECT 1");
    QueryId query = QueryId.random();
    CompletableFuture<Admission.Slot> waiting = ask(admission, query);
    await().until(() -> admission.waiting() == 1);
    assertThat(admission.queries().get(0).id()).isEqualTo(query);
    assertThat(admission.cancel(query, new SkeinException(ErrorCode.CANCELLED, "enough"))).isTrue();
    assertThatThrownBy(waiting::join).hasMessageContaining("enough");
    first.close();
    assertThat(admission.taken()).isZero();
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    Admission admission = admission(2, 10, Duration.ofMinutes(1));
    Admission.Slot one = admission.admit(QueryId.random(), "", "SELECT 1");
    admission.admit(QueryId.random(), "", "SELECT 1");
    one.close();
    one.close();
    assertThat(admission.taken()).isEqualTo(1);
  }

  @Test
  void queriesThatRunAlreadyTakePlacesBeyondTheLimit() {
    Admission admission = admission(1, 10, Duration.ofMinutes(1));
    Admission.Slot one = admission.occupy();
    Admission.Slot two = admission.occupy();
    CompletableFuture<Admission.Slot> waiting = ask(admission, QueryId.random());
    await().until(() -> admission.waiting() == 1);
    one.close();
    assertThat(waiting).isNotDone();
    two.close();
    waiting.join().close();
    assertThat(admission.taken()).isZero();
  }
}
