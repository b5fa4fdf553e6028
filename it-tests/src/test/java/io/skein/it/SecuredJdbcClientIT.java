package io.skein.it;

/** JDBC with TLS and a password. */
class SecuredJdbcClientIT extends JdbcClientTests {
  @Override
  boolean secured() {
    return true;
  }
}
