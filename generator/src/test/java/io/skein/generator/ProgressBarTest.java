package io.skein.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  @Test
  void theLineSaysHowMuchIsWrittenAndHowFast() {
    assertThat(ProgressBar.line(450_000, 1_000_000, 0.5))
        .isEqualTo(
            "[==================                      ]  45 %  450,000 rows, 900,000 rows/s");
  }

  @Test
  void moreRowsThanExpectedAreNoMoreThanAll() {
    assertThat(ProgressBar.line(60_175, 60_012, 1)).contains("100 %  60,175 rows");
    assertThat(ProgressBar.line(0, 0, 1)).contains("100 %  0 rows");
  }

  @Test
  void theLineIsWipedInTheEnd() {
    StringWriter terminal = new StringWriter();
    try (ProgressBar bar = new ProgressBar(new PrintWriter(terminal))) {
      await()
          .until(
              () -> {
                bar.written(10, 100);
                return terminal.toString().contains(" 10 %");
              });
    }
    String drawn = terminal.toString();
    int length = drawn.lastIndexOf("rows/s") + "rows/s".length() - drawn.lastIndexOf('[');
    assertThat(drawn).endsWith("\r" + " ".repeat(length) + "\r");
  }
}
