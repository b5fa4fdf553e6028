package io.skein.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.worker.shard.FooterCache.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FooterCacheTest {

  private static ShardFiles shard(int number, long bytes) {
    Path file = Path.of("/data/t/shard-%02d.parquet".formatted(number));
    return new ShardFiles(
        "shard-%02d".formatted(number), file, List.of(new ShardFile(file, bytes, 1)));
  }

  private static List<ShardFiles> shards(int count) {
    return IntStream.range(0, count).mapToObj(number -> shard(number, 1)).toList();
  }

  private static ShardFooter footer(long rows) {
    return new ShardFooter(List.of(), rows, List.of());
  }

  private static SkeinException unreadable(ShardFiles files) {
    return new SkeinException(ErrorCode.FILE_UNREADABLE, "cannot read " + files.name());
  }

  @Test
  void footersOfManyShardsAreReadSideBySide() {
    CyclicBarrier together = new CyclicBarrier(FooterCache.THREADS);
    FooterCache cache =
        new FooterCache(
            batch -> {
              try {
                together.await(30, TimeUnit.SECONDS);
              } catch (Exception e) {
                throw new AssertionError("the others are not read meanwhile", e);
              }
              return batch.stream().map(files -> footer(1)).toList();
            });

    Map<String, Outcome> read = cache.read(shards(3 * FooterCache.THREADS));

    assertThat(read).hasSize(3 * FooterCache.THREADS);
    assertThat(read.values()).allMatch(outcome -> outcome.footer().isPresent());
  }

  @Test
  void eachVersionIsReadOnceAndWhatFailedIsReadAgain() {
    AtomicInteger reads = new AtomicInteger();
    AtomicBoolean broken = new AtomicBoolean(true);
    FooterCache cache =
        new FooterCache(
            batch -> {
              reads.addAndGet(batch.size());
              List<ShardFooter> footers = new ArrayList<>();
              for (ShardFiles files : batch) {
                if (broken.get() && files.name().equals("shard-02")) {
                  throw unreadable(files);
                }
                footers.add(footer(files.bytes()));
              }
              return footers;
            });

    cache.begin();
    Map<String, Outcome> first = cache.read(shards(4));
    assertThat(first.get("shard-02").problem()).contains("cannot read shard-02");
    assertThat(first.get("shard-03").footer()).contains(footer(1));
    assertThat(reads).hasValue(4);

    broken.set(false);
    cache.begin();
    List<ShardFiles> changed = List.of(shard(0, 1), shard(1, 7), shard(2, 1), shard(3, 1));
    Map<String, Outcome> second = cache.read(changed);
    assertThat(second.keySet()).containsExactly("shard-00", "shard-01", "shard-02", "shard-03");
    assertThat(second.get("shard-01").footer()).contains(footer(7));
    assertThat(second.get("shard-02").footer()).contains(footer(1));
    assertThat(reads).hasValue(6);
  }

  @Test
  void batchesAreSmallInShardsAndBytes() {
    List<Integer> small = Collections.synchronizedList(new ArrayList<>());
    FooterCache cache =
        new FooterCache(
            batch -> {
              small.add(batch.size());
              return batch.stream().map(files -> footer(1)).toList();
            });

    assertThat(cache.read(shards(1000))).hasSize(1000);
    assertThat(small).allMatch(size -> size <= 64).contains(64);

    small.clear();
    List<ShardFiles> large =
        IntStream.range(0, 90).mapToObj(number -> shard(number, 25 << 20)).toList();
    assertThat(cache.read(large)).hasSize(90);
    assertThat(small).hasSize(45).containsOnly(2);
  }

  @Test
  void aShardThatCannotBeReadSpoilsNoOther() {
    FooterCache cache =
        new FooterCache(
            batch -> {
              for (ShardFiles files : batch) {
                if (files.name().equals("shard-77")) {
                  throw unreadable(files);
                }
              }
              return batch.stream().map(files -> footer(files.bytes())).toList();
            });

    Map<String, Outcome> read = cache.read(shards(100));

    assertThat(read).hasSize(100);
    assertThat(read.remove("shard-77").problem()).contains("cannot read shard-77");
    assertThat(read.values()).allMatch(outcome -> outcome.footer().equals(Optional.of(footer(1))));
  }

  @Test
  void anErrorThatIsNoneOfTheFileEndsTheScan() {
    FooterCache cache =
        new FooterCache(
            batch -> {
              throw new IllegalStateException("the engine is closed");
            });
    List<ShardFiles> shards = shards(3);

    assertThatThrownBy(() -> cache.read(shards))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the engine is closed");
  }

  @Test
  void anInterruptedScanLeavesNoReaderBehind() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    FooterCache cache =
        new FooterCache(
            batch -> {
              running.incrementAndGet();
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreadable(batch.get(0));
              } finally {
                running.decrementAndGet();
              }
              return batch.stream().map(files -> footer(1)).toList();
            });
    AtomicBoolean cancelled = new AtomicBoolean();
    Thread scan =
        new Thread(
            () -> {
              try {
                cache.read(shards(20));
              } catch (CancellationException e) {
                cancelled.set(Thread.currentThread().isInterrupted() && running.get() == 0);
              }
            });
    scan.start();
    started.await();
    scan.interrupt();
    scan.join(30_000);

    assertThat(cancelled).isTrue();
  }
}
