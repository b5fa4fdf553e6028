package io.skein.coordinator.cluster;

import io.skein.planner.catalog.Catalog;
import io.skein.protocol.cluster.ClusterPaths;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.cluster.WorkerSummary;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this coordinator knows of its cluster: the workers that ZooKeeper says are alive, what each
 * of them says it serves, and which of them answer. While ZooKeeper cannot be reached the last view
 * is kept, and so for a time is a worker that ZooKeeper has lost but that answers. Thread-safe.
 */
public final class ClusterView implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterView.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  /**
   * How soon after a call in vain the next one follows. Clients plan again for less than a second
   * when shards are nowhere.
   */
  private static final Duration RECALL = Duration.ofMillis(200);

  /** How often workers are called to see whether they answer. */
  private static final Duration CHECK = Duration.ofSeconds(2);

  /**
   * How long a worker that answers is kept although ZooKeeper has lost it: when ZooKeeper was away,
   * all workers' sessions end a while after it has come back, and each announces itself anew.
   */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final ClusterPaths paths;
  private final Versions versions;
  private final CuratorCache cache;
  private final InventoryClient inventories;
  private final CuratorFramework zookeeper;
  private final ConnectionStateListener connection = (client, state) -> connectionIs(state);
  private final ViewThreads threads = new ViewThreads();
  // Touched by the view's own thread only.
  private final Members members = new Members();
  private final WorkerCalls calls;
  private final Set<String> asked = new HashSet<>();
  private final Map<String, Long> unannounced = new HashMap<>();
  private final Set<String> recalls = new HashSet<>();
  private boolean initialized;
  private final Object changed = new Object();
  private volatile boolean known;
  private volatile boolean stale;
  private final List<Consumer<Catalog>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, WorkerSummary> refused = new ConcurrentHashMap<>();
  private volatile List<WorkerSummary> summaries = List.of();
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
    this.zookeeper = zookeeper;
    this.paths = paths;
    this.versions = new Versions(duckdbVersion);
    this.inventories = inventories;
    this.calls =
        new WorkerCalls(inventories::call, threads::elsewhere, threads::submit, this::called);
    this.cache = CuratorCache.build(zookeeper, paths.workers());
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forCreates(node -> threads.submit(() -> announced(node)))
                .forChanges((before, node) -> threads.submit(() -> announced(node)))
                .forDeletes(node -> threads.submit(() -> unannounced(node.getPath())))
                .forInitialized(() -> threads.submit(this::initialized))
                .build());
  }

  /** Begins to watch. */
  public void start() {
    zookeeper.getConnectionStateListenable().addListener(connection);
    cache.start();
    threads.repeat(this::checkAll, CHECK);
  }

  /** Adds who is told every new catalog; it must not block. */
  public void onChange(Consumer<Catalog> listener) {
    listeners.add(listener);
  }

  /** Returns the tables and workers as they are known now. */
  public Catalog catalog() {
    return catalog;
  }

  /** Returns the workers that are announced, by name; those that are refused, too. */
  public List<WorkerSummary> members() {
    return Stream.concat(summaries.stream(), refused.values().stream())
        .sorted(Comparator.comparing(WorkerSummary::id))
        .toList();
  }

  /**
   * Returns the tables and workers to plan with.
   *
   * @throws SkeinException COORDINATOR_UNAVAILABLE if the workers have not been asked yet: what is
   *     not known need not be missing
   */
  public Catalog requireCatalog() {
    if (!known) {
      throw new SkeinException(
          ErrorCode.COORDINATOR_UNAVAILABLE,
          "the coordinator has only just started and does not know its cluster yet: ask again in a"
              + " moment");
    }
    return catalog;
  }

  /** Returns whether ZooKeeper has been away for so long that the view may be out of date. */
  public boolean isStale() {
    return stale;
  }

  private void connectionIs(ConnectionState state) {
    if (state == ConnectionState.LOST) {
      LOG.warn("ZooKeeper is away: planning goes on with the workers known so far");
      stale = true;
    } else if (state.isConnected() && stale) {
      LOG.info("ZooKeeper is back");
      stale = false;
    }
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

  private void initialized() {
    initialized = true;
    publish();
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
    Optional<String> refusal = versions.refusal(announcement);
    if (refusal.isPresent()) {
      LOG.warn("Refusing worker {}: {}", announcement.id(), refusal.get());
      refused.put(node.getPath(), Versions.refused(announcement, refusal.get()));
      return;
    }
    unannounced.remove(node.getPath());
    boolean ask = members.announced(node.getPath(), announcement, node.getStat().getCzxid());
    LOG.info(
        "Worker {} is {} at {}", announcement.id(), announcement.state(), announcement.location());
    if (ask) {
      ask(node.getPath());
    }
    publish();
  }

  /** Takes that an announcement is gone: so is the worker, unless it answers. */
  private void unannounced(String path) {
    Optional<Member> member = members.member(path);
    if (member.filter(Member::isServing).isEmpty()) {
      gone(path);
    } else {
      unannounced.put(path, System.nanoTime() + GRACE.toNanos());
      calls.call(path, location(path));
    }
  }

  private void gone(String path) {
    members
        .member(path)
        .ifPresent(member -> LOG.info("Worker {} is gone", member.announcement().id()));
    unannounced.remove(path);
    calls.forget(path);
    asked.remove(path);
    members.gone(path);
    refused.remove(path);
    publish();
  }

  private void checkAll() {
    members.latestPaths().forEach(path -> calls.call(path, location(path)));
  }

  private String location(String path) {
    return members.member(path).orElseThrow().announcement().location();
  }

  /**
   * Hears that a call to the location failed: who is there is called at once, and not only when its
   * turn comes, so that queries are soon planned without it.
   */
  public void doubt(String location) {
    threads.submit(
        () ->
            members.latestPaths().stream()
                .filter(path -> location(path).equals(location))
                .forEach(path -> calls.callAnew(path, location)));
  }

  private void called(String path, boolean answered, boolean absent) {
    Optional<Member> member = members.member(path);
    if (member.isEmpty()) {
      calls.forget(path);
      return;
    }
    Long until = unannounced.get(path);
    if (until != null
        && (!answered || System.nanoTime() > until || members.hasOtherRun(path, member.get()))) {
      gone(path);
    } else if ((answered || absent) && members.answering(path, answered)) {
      LOG.info(
          "Worker {} {}",
          member.get().announcement().id(),
          answered ? "answers again" : "does not answer: others are preferred");
      publish();
    }
    if (absent && recalls.add(path)) {
      threads.later(() -> callAgain(path), RECALL);
    }
  }

  /** Calls who did not answer: as soon as it is back its shards can be read, maybe only there. */
  private void callAgain(String path) {
    recalls.remove(path);
    if (members.member(path).isPresent() && members.isLatestRun(path)) {
      calls.call(path, location(path));
    }
  }

  private void ask(String path) {
    Optional<Member> member = members.member(path);
    if (member.isEmpty() || member.get().isInventoryCurrent() || !members.isLatestRun(path)) {
      return;
    }
    String location = member.get().announcement().location();
    threads.elsewhere(
        () -> {
          try {
            Inventory inventory = inventories.ask(location);
            threads.submit(() -> told(path, inventory));
          } catch (SkeinException e) {
            threads.submit(() -> toldNothing(path, e));
          }
        });
  }

  private void told(String path, Inventory inventory) {
    Optional<Member> member = members.member(path);
    if (member.isEmpty()) {
      return;
    }
    members.answered(path, inventory);
    asked.add(path);
    LOG.info(
        "Worker {} serves {} tables (epoch {})",
        member.get().announcement().id(),
        inventory.tables().size(),
        inventory.epoch());
    publish();
    // It may have announced another epoch meanwhile.
    ask(path);
  }

  private void toldNothing(String path, SkeinException error) {
    if (members.member(path).isEmpty()) {
      return;
    }
    LOG.warn(
        "Worker {} is announced, but does not say what it serves: {}; asking again",
        members.member(path).get().announcement().id(),
        error.getMessage());
    // Not noted as asked: to a coordinator that has just started, shards of which nobody told it
    // would be shards that are not there. The worker answers, or its session ends.
    publish();
    threads.later(() -> ask(path), RETRY);
  }

  private void publish() {
    Catalog fresh = members.catalog();
    summaries = members.latest().stream().map(Member::summary).toList();
    synchronized (changed) {
      catalog = fresh;
      known = known || initialized && asked.containsAll(members.latestPaths());
      changed.notifyAll();
    }
    listeners.forEach(listener -> listener.accept(fresh));
  }

  @Override
  public void close() {
    zookeeper.getConnectionStateListenable().removeListener(connection);
    cache.close();
    threads.close();
  }
}
