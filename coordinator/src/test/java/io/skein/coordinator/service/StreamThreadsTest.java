package io.skein.coordinator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamThreadsTest {
  private static final int MOST = 3;

  private final List<SkeinException> refusals = new ArrayList<>();

  /** A stream that is open until it is told to end, one at a time. */
  private static final class Reader implements Runnable {
    private final SynchronousQueue<String> begun = new SynchronousQueue<>();
    private final SynchronousQueue<String> ends = new SynchronousQueue<>();

    @Override
    public void run() {
      try {
        begun.put("begun");
        ends.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void awaitBegun() throws InterruptedException {
      assertThat(begun.poll(30, TimeUnit.SECONDS)).as("a stream that begins").isNotNull();
    }

    void endOne() throws InterruptedException {
      assertThat(ends.offer("end", 30, TimeUnit.SECONDS)).as("an open stream").isTrue();
    }
  }

  @Test
  void streamsBeyondTheMostAreRefusedUntilAnotherEnds() throws InterruptedException {
    try (StreamThreads threads = new StreamThreads(MOST)) {
      Reader reader = new Reader();
      for (int i = 0; i < MOST; i++) {
        threads.execute(reader, refusals::add);
        reader.awaitBegun();
      }
      threads.execute(reader, refusals::add);

      assertThat(threads.open()).isEqualTo(MOST);
      assertThat(refusals)
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_QUERIES);
                assertThat(refusal)
                    .hasMessage(
                        "3 results pass through the coordinator, which is the most; read this one"
                            + " from its worker, or try again in about 1 s");
              });

      reader.endOne();
      while (threads.open() == MOST) {
        Thread.onSpinWait();
      }
      threads.execute(reader, refusals::add);
      reader.awaitBegun();
      assertThat(refusals).hasSize(1);
    }
  }

  @Test
  void aStreamThatFailsLeavesItsPlace() throws InterruptedException {
    try (StreamThreads threads = new StreamThreads(1)) {
      CountDownLatch failed = new CountDownLatch(1);
      threads.execute(
          () -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> failed.countDown());
            throw new IllegalStateException("as expected");
          },
          refusals::add);
      assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();

      Reader reader = new Reader();
      threads.execute(reader, refusals::add);
      reader.awaitBegun();
      assertThat(refusals).isEmpty();
    }
  }
}
