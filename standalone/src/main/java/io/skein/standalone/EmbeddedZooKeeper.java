package io.skein.standalone;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.TlsFiles;
import io.skein.protocol.zookeeper.ZooKeeperAccess;
import io.skein.protocol.zookeeper.ZooKeeperTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;

/**
 * A real ZooKeeper server in this process, for demonstrations, tests and small clusters. Closed
 * once.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
  private final ZooKeeperServerEmbedded server;
  private final String connectString;
  private final Optional<TlsFiles> tls;

  private EmbeddedZooKeeper(
      ZooKeeperServerEmbedded server, String connectString, Optional<TlsFiles> tls) {
    this.server = server;
    this.connectString = connectString;
    this.tls = tls;
  }

  /**
   * Returns a running server that speaks clear text.
   *
   * @param folder where it keeps its data
   * @param host the address to listen on
   * @param port the port to listen on, 0 for any free one
   * @throws SkeinException INVALID_REQUEST if it cannot listen there
   */
  public static EmbeddedZooKeeper start(Path folder, String host, int port) {
    return start(folder, host, port, Optional.empty());
  }

  /**
   * Returns a running server.
   *
   * @param folder where it keeps its data
   * @param host the address to listen on
   * @param port the port to listen on, 0 for any free one
   * @param tls its files, if it is to speak TLS only; then clients must have certificates. They
   *     become settings of the whole process, as ZooKeeper has it
   * @throws SkeinException INVALID_REQUEST if it cannot listen there
   */
  public static EmbeddedZooKeeper start(
      Path folder, String host, int port, Optional<TlsFiles> tls) {
    Properties properties = new Properties();
    if (tls.isPresent()) {
      properties.setProperty("secureClientPortAddress", host);
      properties.setProperty("secureClientPort", String.valueOf(port));
      properties.setProperty(
          "serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory");
      properties.putAll(ZooKeeperTls.settings(tls.get()));
    } else {
      properties.setProperty("clientPortAddress", host);
      properties.setProperty("clientPort", String.valueOf(port));
    }
    properties.setProperty("tickTime", "500");
    properties.setProperty("minSessionTimeout", "1000");
    properties.setProperty("maxSessionTimeout", "60000");
    properties.setProperty("maxClientCnxns", "0");
    properties.setProperty("admin.enableServer", "false");
    properties.setProperty("4lw.commands.whitelist", "ruok,srvr");
    try {
      Files.createDirectories(folder);
      ZooKeeperServerEmbedded server =
          ZooKeeperServerEmbedded.builder()
              .baseDir(folder)
              .configuration(properties)
              .exitHandler(ExitHandler.LOG_ONLY)
              .build();
      server.start();
      return new EmbeddedZooKeeper(
          server,
          tls.isPresent() ? server.getSecureConnectionString() : server.getConnectionString(),
          tls);
    } catch (Exception e) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST,
          "cannot start ZooKeeper on %s:%d with its data in %s: %s; is the port in use?"
              .formatted(host, port, folder, e.getMessage()),
          e);
    }
  }

  /** Returns where clients connect: {@code host:port}. */
  public String connectString() {
    return connectString;
  }

  /** Returns how nodes with the same files get in. */
  public ZooKeeperAccess access() {
    return new ZooKeeperAccess(connectString, Optional.empty(), tls);
  }

  @Override
  public void close() {
    server.close();
    tls.ifPresent(
        files -> {
          System.clearProperty("zookeeper.serverCnxnFactory");
          ZooKeeperTls.settings(files)
              .keySet()
              .forEach(key -> System.clearProperty("zookeeper." + key));
        });
  }
}
