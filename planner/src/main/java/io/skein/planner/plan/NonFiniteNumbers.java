package io.skein.planner.plan;

/** Turns DuckDB's bare {@code NAN} into what Jackson reads as a number. */
final class NonFiniteNumbers {

  private NonFiniteNumbers() {}

  static String asJackson(String json) {
    if (!json.contains("NAN")) {
      return json;
    }
    StringBuilder text = new StringBuilder(json);
    boolean inString = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inString && c == '\\') {
        i++;
      } else if (c == '"') {
        inString = !inString;
      } else if (!inString && c == 'N' && text.indexOf("NAN", i) == i) {
        text.setCharAt(i + 1, 'a');
      }
    }
    return text.toString();
  }
}
