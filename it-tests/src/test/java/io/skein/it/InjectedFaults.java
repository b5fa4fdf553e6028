package io.skein.it;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.TaskId;
import io.skein.worker.task.TaskFaults;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Faults that go off in the tasks that they are meant for, so often as they may. Thread-safe. */
final class InjectedFaults implements TaskFaults {
  private final List<Fault> faults = new CopyOnWriteArrayList<>();

  /** What happens when a fault goes off. */
  interface Effect {
    void happen();

    /** The place of the task is gone, as far as its reader can tell. */
    static Effect gone() {
      return failing(ErrorCode.WORKER_UNAVAILABLE);
    }

    static Effect failing(ErrorCode code) {
      return () -> {
        throw new SkeinException(code, "injected");
      };
    }

    static Effect delay(long millis) {
      return () -> await(new CountDownLatch(1), millis);
    }

    /** Nothing goes on until the latch is released. */
    static Effect hang(CountDownLatch until) {
      return () -> await(until, TimeUnit.MINUTES.toMillis(2));
    }

    private static void await(CountDownLatch latch, long millis) {
      try {
        latch.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One fault, and what it may still do. */
  static final class Fault {
    private final Point point;
    private final long batch;
    private final Predicate<TaskId> tasks;
    private final Effect effect;
    private final AtomicInteger budget;
    private final AtomicInteger fired = new AtomicInteger();

    private Fault(
        Point point, long batch, Predicate<TaskId> tasks, Effect effect, AtomicInteger budget) {
      this.point = point;
      this.batch = batch;
      this.tasks = tasks;
      this.effect = effect;
      this.budget = budget;
    }

    /** Returns how often it went off. */
    int fired() {
      return fired.get();
    }

    private void at(Point here, TaskId task, long number) {
      if (here == point
          && number == batch
          && tasks.test(task)
          && budget.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        fired.incrementAndGet();
        effect.happen();
      }
    }
  }

  /** Adds a fault that goes off so many times. */
  Fault at(Point point, long batch, Predicate<TaskId> tasks, int times, Effect effect) {
    Fault fault = new Fault(point, batch, tasks, effect, new AtomicInteger(times));
    faults.add(fault);
    return fault;
  }

  /** Takes away all faults. */
  void clear() {
    faults.clear();
  }

  /** Runs of the stage. */
  static Predicate<TaskId> stage(int stage) {
    return task -> task.stage() == stage;
  }

  /** One run. */
  static Predicate<TaskId> run(int stage, int number, int attempt) {
    return task -> task.stage() == stage && task.task() == number && task.attempt() == attempt;
  }

  @Override
  public void at(Point point, TaskId task, long batch) {
    faults.forEach(fault -> fault.at(point, task, batch));
  }
}
