package io.skein.worker.output;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One reader's hold on a kept result: while it is open, the result is not dropped. Used by one
 * thread, but for {@link #cancel}, which any thread may call.
 */
public final class OutputLease implements AutoCloseable {
  private final KeptOutputs outputs;
  private final KeptOutput output;
  private final CompletableFuture<KeptResult> cancelled = new CompletableFuture<>();
  private boolean served;
  private boolean closed;

  OutputLease(KeptOutputs outputs, KeptOutput output) {
    this.outputs = outputs;
    this.output = output;
  }

  /**
   * Returns the result, waiting until it is complete.
   *
   * @throws SkeinException the error of the run, or CANCELLED
   */
  public KeptResult await() {
    try {
      return (KeptResult) CompletableFuture.anyOf(output.result(), cancelled).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SkeinException error
          ? error
          : new SkeinException(ErrorCode.INTERNAL_ERROR, e.getCause().toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(ErrorCode.CANCELLED, "the reader was interrupted", e);
    }
  }

  /** Makes the reader stop waiting. */
  public void cancel() {
    cancelled.completeExceptionally(
        new SkeinException(ErrorCode.CANCELLED, "the reader was cancelled"));
  }

  /** Notes that the reader has all that it came for. */
  public void served() {
    served = true;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      outputs.release(output, served);
    }
  }
}
