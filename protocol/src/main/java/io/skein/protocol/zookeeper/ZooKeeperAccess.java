package io.skein.protocol.zookeeper;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.TlsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where ZooKeeper is, and how a node gets in. Immutable.
 *
 * @param connectString ZooKeeper's servers: {@code host:port,host:port}
 * @param credentials who the node is to ZooKeeper; what it creates, only it may then read or change
 * @param tls the files of the node's side; the connection is in clear text if empty
 */
public record ZooKeeperAccess(
    String connectString, Optional<Credentials> credentials, Optional<TlsFiles> tls) {
  /** The environment variable that holds the credentials where no file does. */
  public static final String ENVIRONMENT_VARIABLE = "SKEIN_ZOOKEEPER_AUTH";

  public ZooKeeperAccess {
    Objects.requireNonNull(connectString, "connectString");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(tls, "tls");
  }

  /** A name and a password for ZooKeeper's digest scheme. Its text form shows the name only. */
  public record Credentials(String name, String password) {

    byte[] bytes() {
      return (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "Credentials[" + name + "]";
    }
  }

  /** Returns access to a ZooKeeper that lets everybody in. */
  public static ZooKeeperAccess open(String connectString) {
    return new ZooKeeperAccess(connectString, Optional.empty(), Optional.empty());
  }

  /**
   * Returns the credentials that a node was given, by a file or the environment, if it was.
   *
   * @throws SkeinException INVALID_REQUEST if the file cannot be read or is not {@code
   *     name:password}
   */
  public static Optional<Credentials> credentials(Optional<Path> file) {
    if (file.isEmpty()) {
      return Optional.ofNullable(System.getenv(ENVIRONMENT_VARIABLE))
          .map(text -> parse(text, "environment variable " + ENVIRONMENT_VARIABLE));
    }
    try {
      return Optional.of(parse(Files.readString(file.get()), "file " + file.get()));
    } catch (IOException e) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "cannot read ZooKeeper's credentials from file " + e, e);
    }
  }

  private static Credentials parse(String text, String origin) {
    String[] parts = text.strip().split(":", 2);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST,
          "%s: ZooKeeper's credentials are written name:password".formatted(origin));
    }
    return new Credentials(parts[0], parts[1]);
  }
}
