package io.skein.protocol.security;

import io.skein.protocol.ticket.ClusterSecret;
import java.util.Objects;
import java.util.Optional;

/**
 * What makes a node one of its cluster: the secret that all nodes share, and the files by which its
 * connections are protected. Immutable.
 *
 * @param secret signs tickets and tokens
 * @param tls the node's TLS files; its connections are in clear text if empty
 * @param certificates whether whoever connects must have a certificate
 */
public record NodeSecurity(
    ClusterSecret secret, Optional<TlsFiles> tls, TlsFiles.ClientCertificates certificates) {

  public NodeSecurity {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(certificates, "certificates");
  }

  /** Returns the security of a node whose connections are in clear text. */
  public static NodeSecurity clearText(ClusterSecret secret) {
    return new NodeSecurity(secret, Optional.empty(), TlsFiles.ClientCertificates.OPTIONAL);
  }

  /** Returns whether nodes prove to each other by certificates who they are. */
  public boolean mutualTls() {
    return tls.flatMap(TlsFiles::authorities).isPresent();
  }

  /** Returns the scheme of the node's location. */
  public String scheme() {
    return tls.isPresent() ? "grpc+tls" : "grpc+tcp";
  }
}
