package io.skein.protocol.security;

import io.skein.protocol.security.TlsFiles.ClientCertificates;
import java.util.Objects;
import java.util.Optional;

/**
 * How a Flight server is protected. Immutable.
 *
 * @param tls the files of its side of connections; they are in clear text if empty
 * @param certificates whether whoever connects must have a certificate
 * @param authenticator decides who calls
 */
public record ServerSecurity(
    Optional<TlsFiles> tls, ClientCertificates certificates, CallAuthenticator authenticator) {
  /** Clear text, for everybody. */
  public static final ServerSecurity NONE =
      new ServerSecurity(Optional.empty(), ClientCertificates.OPTIONAL, CallAuthenticator.ANYBODY);

  public ServerSecurity {
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(certificates, "certificates");
    Objects.requireNonNull(authenticator, "authenticator");
  }

  /** Returns the protection of a node's server. */
  public static ServerSecurity of(NodeSecurity node, CallAuthenticator authenticator) {
    return new ServerSecurity(node.tls(), node.certificates(), authenticator);
  }
}
