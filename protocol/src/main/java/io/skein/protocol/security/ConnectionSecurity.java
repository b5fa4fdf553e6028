package io.skein.protocol.security;

import io.grpc.ClientInterceptor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How connections to Flight servers are protected. Immutable.
 *
 * @param tls the files of this side; if there are any, nothing is said in clear text
 * @param interceptors what stands between the callers and the connection to a location
 */
public record ConnectionSecurity(
    Optional<TlsFiles> tls, Function<String, List<ClientInterceptor>> interceptors) {
  /** Whatever the location asks for: clear text, or TLS with the JDK's authorities. */
  public static final ConnectionSecurity NONE =
      new ConnectionSecurity(Optional.empty(), location -> List.of());

  public ConnectionSecurity {
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(interceptors, "interceptors");
  }

  /** Returns how a node connects to others. */
  public static ConnectionSecurity of(NodeSecurity node) {
    return new ConnectionSecurity(node.tls(), location -> List.of());
  }
}
