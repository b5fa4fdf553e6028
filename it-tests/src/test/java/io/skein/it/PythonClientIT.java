package io.skein.it;

/** Python's clients without authentication. */
class PythonClientIT extends PythonClientTests {
  @Override
  boolean secured() {
    return false;
  }
}
