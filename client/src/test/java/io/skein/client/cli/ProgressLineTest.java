package io.skein.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.client.Progress;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  @Test
  void theLineTellsRowsSpeedAndEndpoints() {
    assertThat(ProgressLine.text(new Progress(12_345_678, 1_271_820_000, 3, 6, 0), 4.1))
        .isEqualTo("12,345,678 rows  310.2 MB/s  3/6 endpoints  4.1 s");
  }
}
