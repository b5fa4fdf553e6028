package io.skein.coordinator.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanningPlacesTest {
  private final ExecutorService callers = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    callers.shutdownNow();
  }

  private static PlanningPlaces places(int planning, Duration patience) {
    return new PlanningPlaces(
        new QueryLimits(4, 4, patience, Duration.ofSeconds(10), Optional.empty(), planning));
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void queriesBeyondTheBoundArePlannedInTheOrderInWhichTheyCame() throws Exception {
    PlanningPlaces places = places(1, Duration.ofSeconds(20));
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Future<?>> all = new ArrayList<>();
    all.add(
        callers.submit(
            () ->
                places.in(
                    () -> {
                      begun.countDown();
                      waitFor(first);
                      return order.add(0);
                    })));
    waitFor(begun);
    for (int i = 1; i <= 4; i++) {
      int number = i;
      all.add(callers.submit(() -> places.in(() -> order.add(number))));
      await().until(() -> places.waiting() == number);
    }
    assertThat(order).isEmpty();
    first.countDown();
    for (Future<?> one : all) {
      one.get(20, TimeUnit.SECONDS);
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
    assertThat(places.waiting()).isZero();
  }

  @Test
  void whoWaitsTooLongIsToldWhenToComeBack() {
    PlanningPlaces places = places(1, Duration.ofMillis(50));
    places.in(
        () -> {
          assertThatThrownBy(() -> places.in(() -> 1))
              .isInstanceOfSatisfying(
                  SkeinException.class,
                  e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_QUERIES))
              .hasMessageContaining("try again in about 1 s");
          return 0;
        });
  }

  @Test
  void aPlanThatFailsGivesItsPlaceBack() {
    PlanningPlaces places = places(1, Duration.ofMillis(50));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  places.in(
                      () -> {
                        throw new SkeinException(ErrorCode.BINDING_ERROR, "no such duck");
                      }))
          .hasMessage("no such duck");
    }
    assertThat(places.<Integer>in(() -> 7)).isEqualTo(7);
  }
}
