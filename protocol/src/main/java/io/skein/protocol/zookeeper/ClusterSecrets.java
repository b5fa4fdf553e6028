package io.skein.protocol.zookeeper;

import io.skein.protocol.cluster.ClusterPaths;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.ticket.ClusterSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException.NodeExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a node gets its cluster's secret from: a file, else the environment, else ZooKeeper, in
 * which the first node of a cluster leaves a random one.
 */
public final class ClusterSecrets {
  /** The environment variable that holds the secret where no file does. */
  public static final String ENVIRONMENT_VARIABLE = "SKEIN_SECRET";

  private static final Logger LOG = LoggerFactory.getLogger(ClusterSecrets.class);

  private ClusterSecrets() {}

  /**
   * Returns the secret that a node was given, or the one that its cluster shares in ZooKeeper.
   *
   * @param file the file that holds the secret, if one was named
   * @throws SkeinException INVALID_REQUEST if the file cannot be read or the secret is too short
   */
  public static ClusterSecret find(
      Optional<Path> file, CuratorFramework zookeeper, ClusterPaths paths) {
    return given(file).orElseGet(() -> shared(zookeeper, paths));
  }

  /**
   * Returns the secret that a node was given, by a file or the environment, if it was.
   *
   * @param file the file that holds the secret, if one was named
   * @throws SkeinException INVALID_REQUEST if the file cannot be read or the secret is too short
   */
  public static Optional<ClusterSecret> given(Optional<Path> file) {
    if (file.isPresent()) {
      return file.map(ClusterSecrets::ofFile);
    }
    return Optional.ofNullable(System.getenv(ENVIRONMENT_VARIABLE))
        .map(text -> ofText(text, "environment variable " + ENVIRONMENT_VARIABLE));
  }

  /**
   * Returns the secret that the file holds: a key on each line, of which the first signs. White
   * space around keys, empty lines and lines that begin with # do not count.
   *
   * @throws SkeinException INVALID_REQUEST if the file cannot be read or the secret is too short
   */
  public static ClusterSecret ofFile(Path file) {
    try {
      return ofText(Files.readString(file), "file " + file);
    } catch (IOException e) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "cannot read the cluster secret from file %s".formatted(e), e);
    }
  }

  private static ClusterSecret ofText(String text, String origin) {
    try {
      return ClusterSecret.of(
          text.lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .map(line -> line.getBytes(StandardCharsets.UTF_8))
              .toList());
    } catch (IllegalArgumentException e) {
      throw new SkeinException(
          ErrorCode.INVALID_REQUEST, "%s: %s".formatted(origin, e.getMessage()), e);
    }
  }

  /**
   * Returns the secret that lies in ZooKeeper, where it is put if there is none. Nodes that ask at
   * the same time get the same one.
   *
   * @throws SkeinException ZOOKEEPER_UNAVAILABLE if ZooKeeper cannot be asked
   */
  public static ClusterSecret shared(CuratorFramework zookeeper, ClusterPaths paths) {
    LOG.warn(
        "No cluster secret was given, so the one at {} in ZooKeeper is used: whoever can read it"
            + " there can forge tickets. Give one with --secret-file or {}",
        paths.secret(),
        ENVIRONMENT_VARIABLE);
    try {
      if (zookeeper.checkExists().forPath(paths.secret()) == null) {
        create(zookeeper, paths.secret());
      }
      return ClusterSecret.of(zookeeper.getData().forPath(paths.secret()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(paths, e);
    } catch (Exception e) {
      throw unavailable(paths, e);
    }
  }

  private static void create(CuratorFramework zookeeper, String path) throws Exception {
    try {
      zookeeper.create().creatingParentsIfNeeded().forPath(path, ClusterSecret.randomBytes());
    } catch (NodeExistsException e) {
      LOG.debug("Another node was first to create {}", path);
    }
  }

  private static SkeinException unavailable(ClusterPaths paths, Exception cause) {
    return new SkeinException(
        ErrorCode.ZOOKEEPER_UNAVAILABLE,
        "cannot read the cluster secret at %s in ZooKeeper: %s".formatted(paths.secret(), cause),
        cause);
  }
}
