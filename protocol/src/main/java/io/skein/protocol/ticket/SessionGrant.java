package io.skein.protocol.ticket;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client set for its session. The session's cookie is this, signed, so that every
 * coordinator knows it and none has to keep it. It gives no rows. Immutable.
 *
 * @param options the options by name
 */
public record SessionGrant(Map<String, String> options) implements Grant {

  public SessionGrant {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }
}
