package io.skein.planner.render;

/** Fresh names for one statement. Not thread-safe. */
final class Names {
  private int relations;
  private int parameters;

  String relation() {
    return "t" + relations++;
  }

  String parameter() {
    return "p" + parameters++;
  }
}
