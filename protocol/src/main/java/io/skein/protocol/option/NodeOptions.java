package io.skein.protocol.option;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.NodeSecurity;
import io.skein.protocol.security.TlsFiles;
import io.skein.protocol.security.TlsFiles.ClientCertificates;
import io.skein.protocol.ticket.ClusterSecret;
import io.skein.protocol.zookeeper.ZooKeeperAccess;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which a node belongs to its cluster and keeps others out. */
public final class NodeOptions {
  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = {
        "File with the cluster's secret, a key on each line: the first signs, all are accepted",
        "(default: environment variable SKEIN_SECRET, else a key that lies in ZooKeeper)."
      })
  private Path secretFile;

  @Option(
      names = "--tls-identity",
      paramLabel = "FILE",
      description =
          "PEM file with this node's private key and certificates; with it, it speaks TLS only.")
  private Path identity;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = {
        "PEM file with the certificates of the authorities that are trusted. With it, nodes prove",
        "to each other who they are (default: the JDK's authorities)."
      })
  private Path authorities;

  @Option(
      names = "--require-client-certificates",
      description = "Turn away whoever has no certificate of an authority of --tls-ca.")
  private boolean requireCertificates;

  @Option(
      names = "--zookeeper-auth-file",
      paramLabel = "FILE",
      description = {
        "File with name:password for ZooKeeper: only who has them may then read what nodes leave",
        "there (default: environment variable SKEIN_ZOOKEEPER_AUTH, else everybody may)."
      })
  private Path zookeeperAuthFile;

  @Option(
      names = "--zookeeper-tls",
      description = "Connect to ZooKeeper by TLS, with --tls-identity and --tls-ca.")
  private boolean zookeeperTls;

  /** Creates the options; picocli sets them. */
  public NodeOptions() {}

  /** Returns the file that holds the cluster's secret, if one was named. */
  public Optional<Path> secretFile() {
    return Optional.ofNullable(secretFile);
  }

  /**
   * Returns where ZooKeeper is, and how the node gets in.
   *
   * @throws SkeinException INVALID_REQUEST if a file cannot be used
   */
  public ZooKeeperAccess zookeeper(String connectString) {
    if (zookeeperTls && tls().isEmpty()) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "--zookeeper-tls needs --tls-identity and --tls-ca");
    }
    return new ZooKeeperAccess(
        connectString,
        ZooKeeperAccess.credentials(Optional.ofNullable(zookeeperAuthFile)),
        zookeeperTls ? tls() : Optional.empty());
  }

  /**
   * Returns the TLS files, if any were named.
   *
   * @throws SkeinException INVALID_REQUEST if one cannot be read
   */
  public Optional<TlsFiles> tls() {
    return identity == null && authorities == null
        ? Optional.empty()
        : Optional.of(
            new TlsFiles(Optional.ofNullable(identity), Optional.ofNullable(authorities)));
  }

  /**
   * Returns what makes the node one of its cluster.
   *
   * @throws SkeinException INVALID_REQUEST if a file cannot be read
   */
  public NodeSecurity security(ClusterSecret secret) {
    return new NodeSecurity(
        secret,
        tls(),
        requireCertificates ? ClientCertificates.REQUIRED : ClientCertificates.OPTIONAL);
  }
}
