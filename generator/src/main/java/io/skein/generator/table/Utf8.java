package io.skein.generator.table;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.io.api.Binary;

/** Texts that are encoded once and written by every thread. */
final class Utf8 {
  private Utf8() {}

  /**
   * Returns the texts as values that threads may share. {@link Binary#fromString} would not do: it
   * reads through a buffer with a position.
   */
  static Binary[] constants(List<String> texts) {
    return texts.stream()
        .map(text -> Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8)))
        .toArray(Binary[]::new);
  }
}
