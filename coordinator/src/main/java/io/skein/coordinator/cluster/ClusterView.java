package io.skein.coordinator.cluster;

import io.skein.planner.catalog.Catalog;
import io.skein.protocol.cluster.ClusterPaths;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.ProtocolVersion;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.error.SkeinException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this coordinator knows of its cluster: the workers that ZooKeeper says are alive, and what
 * each of them says it serves. While ZooKeeper cannot be reached the last view is kept.
 * Thread-safe.
 */
public final class ClusterView implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterView.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final ClusterPaths paths;
  private final String duckdbVersion;
  private final CuratorCache cache;
  private final InventoryClient inventories;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread worker = new Thread(task, "cluster-view");
            worker.setDaemon(true);
            return worker;
          });
  // Touched by the cluster-view thread only.
  private final Members members = new Members();
  private final Object changed = new Object();
  private volatile Catalog catalog = Catalog.EMPTY;

  /**
   * Creates a view.
   *
   * @param zookeeper a started client, which stays the caller's
   * @param inventories asks workers what they serve
   * @param duckdbVersion workers with another one are refused: plans and states are tied to it
   */
  public ClusterView(
      CuratorFramework zookeeper,
      ClusterPaths paths,
      InventoryClient inventories,
      String duckdbVersion) {
    this.paths = paths;
    this.duckdbVersion = duckdbVersion;
    this.inventories = inventories;
    this.cache = CuratorCache.build(zookeeper, paths.workers());
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreates(node -> submit(() -> announced(node)))
                .forChanges((before, node) -> submit(() -> announced(node)))
                .forDeletes(node -> submit(() -> gone(node.getPath())))
                .build());
  }

  /** Begins to watch. */
  public void start() {
    cache.start();
  }

  /** Returns the tables and workers as they are known now. */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * Waits until the catalog is as wanted; returns whether it became so in time.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public boolean await(Predicate<Catalog> wanted, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (changed) {
      while (!wanted.test(catalog)) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
          return false;
        }
        changed.wait(millis);
      }
      return true;
    }
  }

  private void submit(Runnable task) {
    try {
      thread.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              LOG.error("The view of the cluster may be stale", e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("An event came while the view was closing");
    }
  }

  private void announced(ChildData node) {
    if (node.getPath().equals(paths.workers()) || node.getData().length == 0) {
      return;
    }
    WorkerAnnouncement announcement;
    try {
      announcement = WorkerAnnouncement.parse(node.getData());
    } catch (IllegalArgumentException e) {
      LOG.warn("Ignoring {}: {}", node.getPath(), e.getMessage());
      return;
    }
    Optional<String> refusal = refusal(announcement);
    if (refusal.isPresent()) {
      LOG.warn("Refusing worker {}: {}", announcement.id(), refusal.get());
      return;
    }
    boolean ask = members.announced(node.getPath(), announcement, node.getStat().getCzxid());
    LOG.info(
        "Worker {} is {} at {}", announcement.id(), announcement.state(), announcement.location());
    if (ask) {
      ask(node.getPath());
    }
    publish();
  }

  private Optional<String> refusal(WorkerAnnouncement announcement) {
    if (announcement.protocolVersion() != ProtocolVersion.CURRENT) {
      return Optional.of(
          "it speaks protocol version %d, this coordinator %d"
              .formatted(announcement.protocolVersion(), ProtocolVersion.CURRENT));
    }
    if (!announcement.duckdbVersion().equals(duckdbVersion)) {
      return Optional.of(
          "it has DuckDB %s, this coordinator %s"
              .formatted(announcement.duckdbVersion(), duckdbVersion));
    }
    return Optional.empty();
  }

  private void gone(String path) {
    members
        .member(path)
        .ifPresent(member -> LOG.info("Worker {} is gone", member.announcement().id()));
    members.gone(path);
    publish();
  }

  private void ask(String path) {
    Optional<Member> member = members.member(path);
    if (member.isEmpty() || member.get().isInventoryCurrent() || !members.isLatestRun(path)) {
      return;
    }
    WorkerAnnouncement announcement = member.get().announcement();
    try {
      Inventory inventory = inventories.ask(announcement.location());
      members.answered(path, inventory);
      LOG.info(
          "Worker {} serves {} tables (epoch {})",
          announcement.id(),
          inventory.tables().size(),
          inventory.epoch());
      publish();
    } catch (SkeinException e) {
      LOG.warn(
          "Worker {} is announced, but does not say what it serves: {}; asking again",
          announcement.id(),
          e.getMessage());
      try {
        thread.schedule(() -> submit(() -> ask(path)), RETRY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closing) {
        LOG.debug("Not asking again: the view is closing");
      }
    }
  }

  private void publish() {
    Catalog fresh = members.catalog();
    synchronized (changed) {
      catalog = fresh;
      changed.notifyAll();
    }
  }

  @Override
  public void close() {
    cache.close();
    thread.shutdownNow();
  }
}
