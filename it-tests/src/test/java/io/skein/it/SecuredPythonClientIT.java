package io.skein.it;

/** Python's clients with TLS and a password. */
class SecuredPythonClientIT extends PythonClientTests {
  @Override
  boolean secured() {
    return true;
  }
}
