package io.skein.it;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What is done to a cluster: one fault after another, each healed before the next begins, so that
 * of two replicas one is there. The same seed gives the same faults. Used by one thread.
 */
final class ChaosFaults {
  /** A kind of fault, and how many of a hundred are of it. */
  enum Kind {
    KILL_WORKER(5),
    RESTART_WORKER(3),
    HANG_WORKER(11),
    CUT_LINK(26),
    REFUSE_LINK(14),
    DELAY_LINK(14),
    SWALLOW_LINK(10),
    TRUNCATE_FILE(5),
    REMOVE_FILE(4),
    KILL_COORDINATOR(4),
    HANG_COORDINATOR(3),
    RESTART_ZOOKEEPER(1);

    private final int share;

    Kind(int share) {
      this.share = share;
    }
  }

  private final UnsafeCluster cluster;
  private final List<ShardedTable> tables;
  private final Path source;
  private final Random random;
  private final Map<Kind, Integer> done = new TreeMap<>();
  private final List<String> workers;

  ChaosFaults(UnsafeCluster cluster, List<ShardedTable> tables, Path source, long seed) {
    this.cluster = cluster;
    this.tables = tables;
    this.source = source;
    this.random = new Random(seed);
    this.workers = cluster.workers();
  }

  /** Does the next fault, heals it, and waits until the cluster is whole again. */
  Kind next() throws IOException, InterruptedException {
    Kind kind = choose();
    String worker = any(workers);
    switch (kind) {
      case KILL_WORKER -> {
        cluster.kill(worker);
        cluster.startWorker(worker);
        awaitWhole();
      }
      case RESTART_WORKER -> {
        cluster.stop(worker);
        cluster.startWorker(worker);
        awaitWhole();
      }
      case HANG_WORKER -> {
        cluster.hang(worker, true);
        pause(500, 3_000);
        cluster.hang(worker, false);
      }
      case CUT_LINK -> {
        cluster.link(worker).cut();
      }
      case REFUSE_LINK -> {
        cluster.link(worker).refuse();
        pause(300, 1_500);
        cluster.link(worker).heal();
      }
      case DELAY_LINK -> {
        cluster.link(worker).delay(20 + random.nextInt(200));
        pause(500, 1_500);
        cluster.link(worker).heal();
      }
      case SWALLOW_LINK -> {
        cluster.link(worker).swallow();
        pause(400, 2_000);
        cluster.link(worker).heal();
      }
      case TRUNCATE_FILE, REMOVE_FILE -> damage(kind, worker);
      case KILL_COORDINATOR -> {
        String coordinator = any(cluster.coordinators());
        cluster.kill(coordinator);
        cluster.startCoordinator(coordinator);
        awaitWhole();
      }
      case HANG_COORDINATOR -> {
        String coordinator = any(cluster.coordinators());
        cluster.hang(coordinator, true);
        pause(500, 3_000);
        cluster.hang(coordinator, false);
      }
      case RESTART_ZOOKEEPER -> {
        cluster.kill("zookeeper");
        pause(500, 3_000);
        cluster.startZooKeeper();
      }
    }
    pause(50, 300);
    done.merge(kind, 1, Integer::sum);
    return kind;
  }

  private Kind choose() {
    int point = random.nextInt(100);
    for (Kind kind : Kind.values()) {
      point -= kind.share;
      if (point < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("the shares are not a hundred");
  }

  /** Damages the worker's copy of a file, and puts the good one back. */
  private void damage(Kind kind, String worker) throws IOException, InterruptedException {
    ShardedTable table = any(tables);
    Path file = any(table.files());
    Path copy = cluster.data(worker).resolve(source.relativize(file));
    if (!Files.exists(copy)) {
      // Another worker has that one.
      worker = workers.get((workers.indexOf(worker) + 1) % workers.size());
      copy = cluster.data(worker).resolve(source.relativize(file));
    }
    if (!Files.exists(copy)) {
      worker = workers.get((workers.indexOf(worker) + 1) % workers.size());
      copy = cluster.data(worker).resolve(source.relativize(file));
    }
    if (kind == Kind.REMOVE_FILE) {
      Files.delete(copy);
    } else {
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() / 2);
      }
    }
    pause(200, 2_000);
    cluster.copy(file, source, worker);
    awaitWhole();
  }

  private void awaitWhole() throws InterruptedException {
    cluster.awaitAll(tables.size());
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private void pause(int least, int most) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(least + random.nextInt(most - least));
  }

  /** Returns how many faults of each kind were done. */
  Map<Kind, Integer> done() {
    return new TreeMap<>(done);
  }

  int count() {
    return done.values().stream().mapToInt(Integer::intValue).sum();
  }
}
