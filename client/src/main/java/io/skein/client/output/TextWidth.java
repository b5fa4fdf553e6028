package io.skein.client.output;

import java.lang.Character.UnicodeScript;

/** How many columns of a terminal text takes. */
final class TextWidth {

  private TextWidth() {}

  static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  private static int of(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(point) ? 2 : 1;
  }

  private static boolean isWide(int point) {
    // Full-width forms, and the planes of pictographs.
    if ((point >= 0xFF01 && point <= 0xFF60) || (point >= 0x1F300 && point <= 0x1FAFF)) {
      return true;
    }
    // CJK punctuation has no script of its own.
    if (point >= 0x3000 && point <= 0x303F) {
      return true;
    }
    UnicodeScript script = point < 0x1100 ? UnicodeScript.COMMON : UnicodeScript.of(point);
    return switch (script) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> point < 0xFF61 || point > 0xFFDC;
      default -> false;
    };
  }
}
