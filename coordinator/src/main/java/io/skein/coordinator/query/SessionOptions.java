package io.skein.coordinator.query;

import java.util.Objects;
import java.util.Optional;

/**
 * What a client set for the queries of its session. Immutable.
 *
 * @param schema the schema in which unqualified names are looked up first
 */
public record SessionOptions(Optional<String> schema) {
  /** The options of a client that set none. */
  public static final SessionOptions NONE = new SessionOptions(Optional.empty());

  public SessionOptions {
    Objects.requireNonNull(schema, "schema");
  }
}
