package io.skein.client;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.Backoff;

/**
 * The time between two attempts. It cannot be awaited instead: others learn of a change at a moment
 * that this client cannot know of.
 */
final class Pause {
  private Pause() {}

  /**
   * Waits as long as the backoff says.
   *
   * @param attempt which attempt failed, from 0
   * @throws SkeinException CANCELLED if this thread was interrupted; it stays so
   */
  static void after(int attempt, Backoff backoff) {
    try {
      Thread.sleep(backoff.pause(attempt).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(
          ErrorCode.CANCELLED,
          "the thread %s was interrupted".formatted(Thread.currentThread().getName()),
          e);
    }
  }
}
