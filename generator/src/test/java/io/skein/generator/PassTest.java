package io.skein.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.generator.table.GeneratedTable;
import io.skein.protocol.table.Sharding;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassTest {

  @Test
  void consecutiveShardsAreWrittenFileByFile() {
    assertThat(Pass.over(table(Sharding.NONE, 2), 2, 8, 100))
        .containsExactly(
            new Pass(0, 4, 0, 1, 0),
            new Pass(1, 4, 0, 1, 1),
            new Pass(2, 4, 1, 2, 0),
            new Pass(3, 4, 1, 2, 1));
  }

  @Test
  void scatteredShardsAreWrittenTogetherWhereThatLeavesWorkForEveryThread() {
    assertThat(Pass.over(table(Sharding.hash("id"), 12), 2, 2, 100))
        .containsExactly(new Pass(0, 2, 0, 12, 0), new Pass(1, 2, 0, 12, 1));
    assertThat(Pass.over(table(Sharding.hash("id"), 12), 2, 4, 100))
        .containsExactly(
            new Pass(0, 2, 0, 6, 0),
            new Pass(1, 2, 0, 6, 1),
            new Pass(0, 2, 6, 12, 0),
            new Pass(1, 2, 6, 12, 1));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "12, 2, 1000", "1000, 16, 100", "7, 3, 2", "5, 64, 0"})
  void everyFileIsWrittenOnceAndMemoryIsKept(int shards, int threads, int openFiles) {
    List<Pass> passes = Pass.over(table(Sharding.hash("id"), shards), 3, threads, openFiles);

    Set<String> files = new TreeSet<>();
    for (Pass pass : passes) {
      int open = pass.endShard() - pass.firstShard();
      assertThat(open).isBetween(1, Math.max(1, openFiles / threads));
      assertThat(pass.part()).isEqualTo(pass.file());
      for (int shard = pass.firstShard(); shard < pass.endShard(); shard++) {
        assertThat(files.add(shard + "/" + pass.file())).isTrue();
      }
    }
    assertThat(files).hasSize(shards * 3);
  }

  private static GeneratedTable<?> table(Sharding sharding, int shards) {
    return DataSet.dataset(1_000, 1, sharding).tables(shards).get(0);
  }
}
