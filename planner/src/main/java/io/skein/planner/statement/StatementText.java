package io.skein.planner.statement;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what stands at the two ends of a statement's text, minding comments and quotes. */
final class StatementText {
  private static final Set<String> ANALYZE = Set.of("ANALYZE", "ANALYSE");
  private static final Set<String> FORMATS = Set.of("TEXT", "DEFAULT");
  private static final Pattern OPTIONS = Pattern.compile(",");

  private final String text;

  StatementText(String text) {
    this.text = text;
  }

  /** A statement's text after EXPLAIN was taken off. */
  record Explained(ExplainMode mode, String sql) {}

  /**
   * Takes EXPLAIN, EXPLAIN VERBOSE or EXPLAIN ANALYZE off the start, also where the options stand
   * in parentheses.
   *
   * @throws SkeinException SYNTAX_ERROR for an option that is not known
   */
  Explained explained() {
    int first = skipBlank(0);
    if (!word(first).equals("EXPLAIN")) {
      return new Explained(ExplainMode.NONE, text);
    }
    int at = skipBlank(first + "EXPLAIN".length());
    ExplainMode mode = ExplainMode.PLAN;
    String option = word(at);
    if (ANALYZE.contains(option)) {
      mode = ExplainMode.ANALYZE;
      at += option.length();
    } else if (option.equals("VERBOSE")) {
      mode = ExplainMode.VERBOSE;
      at += option.length();
    }
    int open = skipBlank(at);
    return startsOptions(open) ? withOptions(mode, open) : new Explained(mode, text.substring(at));
  }

  /** Returns whether options stand in the parentheses here, and no query. */
  private boolean startsOptions(int at) {
    if (at >= text.length() || text.charAt(at) != '(') {
      return false;
    }
    String option = word(skipBlank(at + 1));
    return ANALYZE.contains(option) || option.equals("VERBOSE") || option.equals("FORMAT");
  }

  private Explained withOptions(ExplainMode before, int open) {
    int close = text.indexOf(')', open);
    if (close < 0) {
      throw new SkeinException(
          ErrorCode.SYNTAX_ERROR, "the options of EXPLAIN have no closing parenthesis");
    }
    ExplainMode mode = before;
    for (String option : OPTIONS.split(text.substring(open + 1, close))) {
      String[] words = option.strip().split("\\s+", 2);
      String name = words[0].toUpperCase(Locale.ROOT);
      if (ANALYZE.contains(name)) {
        mode = ExplainMode.ANALYZE;
      } else if (name.equals("VERBOSE")) {
        mode = mode == ExplainMode.ANALYZE ? mode : ExplainMode.VERBOSE;
      } else if (name.equals("FORMAT")) {
        requireText(words.length == 1 ? "" : words[1].replace("'", ""));
      } else {
        throw new SkeinException(
            ErrorCode.SYNTAX_ERROR,
            "EXPLAIN has no option '%s': it has ANALYZE, VERBOSE and FORMAT text"
                .formatted(option.strip()));
      }
    }
    return new Explained(mode, text.substring(close + 1));
  }

  private static void requireText(String format) {
    if (!FORMATS.contains(format.toUpperCase(Locale.ROOT))) {
      throw new SkeinException(
          ErrorCode.STATEMENT_REFUSED,
          "EXPLAIN writes text only, not FORMAT %s: leave FORMAT out".formatted(format));
    }
  }

  /** Returns the first word, in upper case, or "". */
  String firstWord() {
    return word(skipBlank(0));
  }

  /** Returns the text without blanks and comments at its ends, nor semicolons at its end. */
  String trimmed() {
    int start = skipBlank(0);
    int end = start;
    int at = start;
    while (at < text.length()) {
      int next = skipBlank(at);
      if (next > at) {
        at = next;
      } else if (text.charAt(at) == ';') {
        at++;
      } else {
        at = skipToken(at);
        end = at;
      }
    }
    return text.substring(start, end);
  }

  private String word(int start) {
    int end = start;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return text.substring(start, end).toUpperCase(Locale.ROOT);
  }

  /** Returns where the blanks and comments that start at the position end. */
  private int skipBlank(int start) {
    int at = start;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("--", at)) {
        int line = text.indexOf('\n', at);
        at = line < 0 ? text.length() : line + 1;
      } else if (text.startsWith("/*", at)) {
        at = skipComment(at);
      } else {
        return at;
      }
    }
    return at;
  }

  private int skipComment(int start) {
    int depth = 0;
    int at = start;
    while (at < text.length()) {
      if (text.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith("*/", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return at;
        }
      } else {
        at++;
      }
    }
    return at;
  }

  private int skipToken(int start) {
    char c = text.charAt(start);
    if (c == '\'' || c == '"') {
      boolean escapes =
          c == '\'' && start > 0 && Character.toUpperCase(text.charAt(start - 1)) == 'E';
      return skipQuoted(start, c, escapes);
    }
    if (c == '$') {
      int tagEnd = start + 1;
      while (tagEnd < text.length()
          && (Character.isLetterOrDigit(text.charAt(tagEnd)) || text.charAt(tagEnd) == '_')) {
        tagEnd++;
      }
      if (tagEnd < text.length() && text.charAt(tagEnd) == '$') {
        String tag = text.substring(start, tagEnd + 1);
        int close = text.indexOf(tag, tagEnd + 1);
        return close < 0 ? text.length() : close + tag.length();
      }
    }
    return start + 1;
  }

  private int skipQuoted(int start, char quote, boolean escapes) {
    int at = start + 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (escapes && c == '\\') {
        at += 2;
      } else if (c == quote) {
        if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
          at += 2;
        } else {
          return at + 1;
        }
      } else {
        at++;
      }
    }
    return text.length();
  }
}
