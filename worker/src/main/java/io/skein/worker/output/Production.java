package io.skein.worker.output;

import io.skein.protocol.error.SkeinException;
import java.util.function.Consumer;

/** How a kept result comes to be. */
@FunctionalInterface
public interface Production {

  /** Takes what became of a run; told exactly once. Thread-safe. */
  interface Outcome {
    /** Takes the result over. */
    void completed(KeptResult result);

    /** Takes the error that all readers get. */
    void failed(SkeinException error);
  }

  /**
   * Begins a run on a thread of its own and returns what tells it to end early, with an error.
   * Neither waits.
   *
   * @throws SkeinException if the run is not taken in; then the outcome is told nothing
   */
  Consumer<SkeinException> begin(Outcome outcome);
}
