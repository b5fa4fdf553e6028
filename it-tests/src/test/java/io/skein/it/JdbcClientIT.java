package io.skein.it;

/** JDBC without authentication. */
class JdbcClientIT extends JdbcClientTests {
  @Override
  boolean secured() {
    return false;
  }
}
