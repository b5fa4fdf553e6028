package io.skein.client.output;

import io.skein.protocol.table.Column;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The frame around a table's names, types and values, like the one that DuckDB's shell draws. */
final class Box {
  /** What DuckDB's shell calls types that SQL calls otherwise. */
  private static final Map<String, String> SHORT_NAMES =
      Map.of(
          "TINYINT", "int8",
          "SMALLINT", "int16",
          "INTEGER", "int32",
          "BIGINT", "int64",
          "HUGEINT", "int128",
          "UTINYINT", "uint8",
          "USMALLINT", "uint16",
          "UINTEGER", "uint32",
          "UBIGINT", "uint64",
          "UHUGEINT", "uint128");

  private static final Pattern NUMBER =
      Pattern.compile("U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|BIGNUM|DECIMAL\\(.*\\)");

  private static final int LONGEST_TYPE = 30;

  private final List<List<String>> head = new ArrayList<>();
  private final List<List<String>> rows;
  private final List<Boolean> numbers;
  private final int[] widths;

  /** Creates the box; a null value is NULL. */
  Box(List<Column> columns, List<List<String>> rows) {
    this.rows = rows.stream().map(row -> row.stream().map(Box::printable).toList()).toList();
    this.numbers = columns.stream().map(column -> NUMBER.matcher(column.type()).matches()).toList();
    head.add(columns.stream().map(column -> printable(column.name())).toList());
    head.add(columns.stream().map(column -> typeName(column.type())).toList());
    this.widths = new int[columns.size()];
    for (List<List<String>> lines : List.of(head, this.rows)) {
      for (List<String> line : lines) {
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], TextWidth.of(line.get(i)));
        }
      }
    }
  }

  private static String typeName(String type) {
    String element = type.endsWith("[]") ? type.substring(0, type.length() - 2) : type;
    String name =
        element.equals(type)
            ? SHORT_NAMES.getOrDefault(type, type.toLowerCase(Locale.ROOT))
            : typeName(element) + "[]";
    return name.length() > LONGEST_TYPE ? name.substring(0, LONGEST_TYPE - 1) + "…" : name;
  }

  private static String printable(String value) {
    if (value == null) {
      return "NULL";
    }
    StringBuilder text = new StringBuilder(value.length());
    value
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                  if (Character.isISOControl(point)) {
                    // A terminal would obey it.
                    text.append("\\x%02X".formatted(point));
                  } else {
                    text.appendCodePoint(point);
                  }
                }
              }
            });
    return text.toString();
  }

  void print(PrintWriter out) {
    printRule(out, '┌', '┬', '┐');
    for (List<String> line : head) {
      printLine(out, line, true);
    }
    printRule(out, '├', '┼', '┤');
    for (List<String> row : rows) {
      printLine(out, row, false);
    }
    printRule(out, '└', '┴', '┘');
  }

  private void printRule(PrintWriter out, char left, char middle, char right) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? left : middle).append("─".repeat(widths[i] + 2));
    }
    out.println(line.append(right));
  }

  private void printLine(PrintWriter out, List<String> values, boolean centred) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      int space = widths[i] - TextWidth.of(values.get(i));
      int left = centred ? space / 2 : numbers.get(i) ? space : 0;
      line.append("│ ")
          .append(" ".repeat(left))
          .append(values.get(i))
          .append(" ".repeat(space - left + 1));
    }
    out.println(line.append('│'));
  }
}
