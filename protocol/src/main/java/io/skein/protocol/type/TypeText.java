package io.skein.protocol.type;

import java.util.ArrayList;
import java.util.List;

/**
 * The outer shape of a DuckDB type's text, as DESCRIBE prints it: {@code STRUCT(a INTEGER, b
 * VARCHAR[])} is STRUCT of two named members. Immutable.
 *
 * @param base the name before the parentheses, or {@code []} for a list, {@code [3]} for an array
 * @param members the members in parentheses or the one element type; a member without a name has ""
 */
record TypeText(String base, List<Member> members) {

  /** A named type inside another; {@code name} is as written, with its quotes. */
  record Member(String name, String type) {}

  /** Returns the shape of the text. */
  static TypeText parse(String text) {
    String type = text.strip();
    if (type.endsWith("]")) {
      int open = type.lastIndexOf('[');
      return new TypeText(type.substring(open), List.of(new Member("", type.substring(0, open))));
    }
    int open = type.indexOf('(');
    if (open < 0 || !type.endsWith(")")) {
      return new TypeText(type, List.of());
    }
    String base = type.substring(0, open).strip();
    List<Member> members = new ArrayList<>();
    boolean named = base.equals("STRUCT") || base.equals("UNION");
    for (String part : split(type.substring(open + 1, type.length() - 1))) {
      members.add(named ? member(part) : new Member("", part));
    }
    return new TypeText(base, members);
  }

  private static Member member(String part) {
    int end;
    if (part.startsWith("\"")) {
      end = 1;
      while (part.charAt(end) != '"' || part.startsWith("\"\"", end)) {
        end += part.charAt(end) == '"' ? 2 : 1;
      }
      end++;
    } else {
      end = part.indexOf(' ');
    }
    return new Member(part.substring(0, end), part.substring(end).strip());
  }

  /** Splits at commas outside parentheses, brackets and quotes. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        i = text.indexOf(c, i + 1);
        // A doubled quote closes and opens again, which comes to the same here.
        if (i < 0) {
          throw new IllegalArgumentException("unbalanced quote in type: " + text);
        }
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}
