package io.skein.it.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table of a Markdown page while it is filled. Not thread-safe. */
final class MarkdownTable {
  private final List<String> lines = new ArrayList<>();

  MarkdownTable(String... headings) {
    add(headings);
    add(List.of(headings).stream().map(heading -> "---").toArray(String[]::new));
  }

  /** Adds a row. Cells are Markdown; a bar in them is made safe. */
  void add(String... cells) {
    lines.add(
        List.of(cells).stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |")));
  }

  /** Returns the text as Markdown's code; "" stays "". */
  static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
