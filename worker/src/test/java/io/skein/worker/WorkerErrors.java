package io.skein.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests say of the errors of workers. */
public final class WorkerErrors {
  private WorkerErrors() {}

  /** Fails unless the action fails with the code, and with a message that has all the parts. */
  public static void assertFails(ErrorCode code, ThrowingCallable action, String... parts) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            SkeinException.class, e -> assertThat(e.code()).as(e.describe()).isEqualTo(code))
        .satisfies(e -> assertThat(List.of(parts)).allMatch(part -> e.getMessage().contains(part)));
  }
}
