package io.skein.worker.shard;

import io.skein.protocol.concurrent.ParallelRun;
import io.skein.protocol.error.SkeinException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Footers of the shard versions that were seen in the last scan, so that each is read once. A
 * version that could not be read is tried again: what was in the way may have gone without the file
 * having changed. Used by one thread.
 */
final class FooterCache {
  /** More than a small machine's processors: files may lie on a disk that is far away. */
  static final int THREADS = 4;

  /** So many shards are read at once: what their footers say is in memory until all are read. */
  private static final int LARGEST_BATCH = 64;

  /** The larger the files, the more they have to say. */
  private static final long LARGEST_BATCH_BYTES = 64 << 20;

  private final Function<List<ShardFiles>, List<ShardFooter>> reader;
  private Map<Key, ShardFooter> last = Map.of();
  private Map<Key, ShardFooter> current = new HashMap<>();

  /**
   * Creates a cache of nothing.
   *
   * @param reader reads the footers of some shards, on several threads at once; throws {@link
   *     SkeinException} where it cannot read one of them
   */
  FooterCache(Function<List<ShardFiles>, List<ShardFooter>> reader) {
    this.reader = reader;
  }

  private record Key(Path place, String fingerprint) {
    static Key of(ShardFiles files) {
      return new Key(files.place(), files.fingerprint());
    }
  }

  /** Either a footer or what is wrong. */
  record Outcome(Optional<ShardFooter> footer, Optional<String> problem) {
    static Outcome read(ShardFooter footer) {
      return new Outcome(Optional.of(footer), Optional.empty());
    }

    static Outcome failed(String problem) {
      return new Outcome(Optional.empty(), Optional.of(problem));
    }
  }

  /** Begins a scan; what the scan before did not ask for is forgotten. */
  void begin() {
    last = current;
    current = new HashMap<>();
  }

  /**
   * Returns what there is of each shard, by its name in order. Those not known are read now,
   * several at once, because reading one is mostly waiting for it.
   *
   * @throws CancellationException if this thread was interrupted; it stays so
   */
  Map<String, Outcome> read(Collection<ShardFiles> shards) {
    Map<String, Outcome> outcomes = new TreeMap<>();
    List<ShardFiles> unknown = new ArrayList<>();
    for (ShardFiles files : shards) {
      ShardFooter footer = last.get(Key.of(files));
      if (footer == null) {
        unknown.add(files);
      } else {
        outcomes.put(files.name(), Outcome.read(footer));
        current.put(Key.of(files), footer);
      }
    }
    List<Outcome> read = unknown.isEmpty() ? List.of() : readNow(unknown);
    for (int i = 0; i < unknown.size(); i++) {
      ShardFiles files = unknown.get(i);
      outcomes.put(files.name(), read.get(i));
      read.get(i).footer().ifPresent(footer -> current.put(Key.of(files), footer));
    }
    return outcomes;
  }

  /** Small enough that all threads have something to do. */
  private static List<List<ShardFiles>> batches(List<ShardFiles> shards) {
    int share = (shards.size() + THREADS - 1) / THREADS;
    List<List<ShardFiles>> batches = new ArrayList<>();
    List<ShardFiles> batch = new ArrayList<>();
    long bytes = 0;
    for (ShardFiles files : shards) {
      if (batch.size() == Math.min(LARGEST_BATCH, share)
          || !batch.isEmpty() && bytes + files.bytes() > LARGEST_BATCH_BYTES) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(files);
      bytes += files.bytes();
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private List<Outcome> readNow(List<ShardFiles> shards) {
    List<Callable<List<Outcome>>> work = new ArrayList<>();
    batches(shards).forEach(batch -> work.add(() -> readBatch(batch)));
    try {
      return ParallelRun.run(work, THREADS, "footers").stream().flatMap(List::stream).toList();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while footers were read");
    }
  }

  private List<Outcome> readBatch(List<ShardFiles> batch) {
    try {
      return reader.apply(batch).stream().map(Outcome::read).toList();
    } catch (SkeinException e) {
      if (batch.size() == 1 || Thread.currentThread().isInterrupted()) {
        return batch.stream().map(files -> Outcome.failed(e.getMessage())).toList();
      }
      return batch.stream().flatMap(files -> readBatch(List.of(files)).stream()).toList();
    }
  }
}
