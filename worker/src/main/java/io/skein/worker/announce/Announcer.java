package io.skein.worker.announce;

import io.skein.protocol.cluster.ClusterPaths;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.zookeeper.CreateMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's node in ZooKeeper, which is there while the worker is connected. Thread-safe.
 *
 * <p>While ZooKeeper cannot be reached the worker goes on serving: tickets need no ZooKeeper. The
 * node comes back with the connection, and says the newest.
 */
public final class Announcer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final PersistentNode node;
  private WorkerAnnouncement announcement;

  /** Creates an announcer that has not announced yet. */
  public Announcer(
      CuratorFramework zookeeper, ClusterPaths paths, WorkerAnnouncement announcement) {
    this.announcement = announcement;
    this.node =
        new PersistentNode(
            zookeeper,
            CreateMode.EPHEMERAL,
            false,
            paths.worker(announcement),
            announcement.toJson());
  }

  /**
   * Announces, and waits until ZooKeeper has taken it.
   *
   * @throws SkeinException ZOOKEEPER_UNAVAILABLE if it does not in time
   */
  public void start(Duration timeout) {
    node.start();
    try {
      if (!node.waitForInitialCreate(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SkeinException(
            ErrorCode.ZOOKEEPER_UNAVAILABLE,
            "ZooKeeper did not take the worker's announcement within %d s: is it running?"
                .formatted(timeout.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(
          ErrorCode.ZOOKEEPER_UNAVAILABLE, "interrupted while announcing the worker", e);
    }
  }

  /** Changes what is announced. ZooKeeper is told now, or when it can be reached again. */
  public synchronized void update(UnaryOperator<WorkerAnnouncement> change) {
    announcement = change.apply(announcement);
    try {
      node.setData(announcement.toJson());
    } catch (Exception e) {
      LOG.warn("ZooKeeper does not take {} yet", announcement, e);
    }
  }

  /** Returns what is announced. */
  public synchronized WorkerAnnouncement announcement() {
    return announcement;
  }

  /** Takes the node away. */
  @Override
  public void close() {
    try {
      node.close();
    } catch (IOException e) {
      LOG.warn("The worker's node stays until the session ends", e);
    }
  }
}
