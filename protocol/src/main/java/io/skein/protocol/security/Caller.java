package io.skein.protocol.security;

import java.util.Objects;

/**
 * Who makes a call, and what they may read. Immutable.
 *
 * @param user the name that was authenticated; "" where nobody has to say who they are
 * @param tables the tables that they may read
 */
public record Caller(String user, TableGrants tables) {
  /** Whoever calls where nobody has to say who they are. */
  public static final Caller ANYBODY = new Caller("", TableGrants.ALL);

  public Caller {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(tables, "tables");
  }
}
