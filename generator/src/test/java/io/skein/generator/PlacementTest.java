package io.skein.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.generator.output.ExistingOutput;
import io.skein.generator.output.Placement;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
  @TempDir private Path data;

  @Test
  void shardsLieInTheFoldersOfConsecutiveWorkers() throws Exception {
    generate(Placement.across(3, 2), 4, ExistingOutput.KEEP);

    assertThat(shards("worker-1/dataset"))
        .containsExactly("shard-00000", "shard-00002", "shard-00003");
    assertThat(shards("worker-2/dataset"))
        .containsExactly("shard-00000", "shard-00001", "shard-00003");
    assertThat(shards("worker-3/dataset")).containsExactly("shard-00001", "shard-00002");
    assertThat(data.resolve("dataset")).doesNotExist();
  }

  @Test
  void everyWorkersManifestSaysHowManyShardsThereAreInAll() throws Exception {
    generate(Placement.across(3, 1), 2, ExistingOutput.KEEP);

    for (int worker = 1; worker <= 3; worker++) {
      Path file = data.resolve("worker-%d/dataset/_skein.json".formatted(worker));
      assertThat(TableManifest.parse(Files.readString(file)).shards()).isEqualTo(2);
    }
    assertThat(shards("worker-3/dataset")).isEmpty();
  }

  @Test
  void replicasAreTheSameBytesWithTheSameModificationTimeInWholeMilliseconds() throws Exception {
    generate(Placement.across(3, 3), 4, ExistingOutput.KEEP);

    Path first = data.resolve("worker-1/dataset");
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(first)) {
      walk.filter(file -> file.toString().endsWith(".parquet")).forEach(files::add);
    }
    assertThat(files).hasSize(8);
    for (Path file : files) {
      FileTime modified = Files.getLastModifiedTime(file);
      assertThat(modified).isEqualTo(FileTime.fromMillis(modified.toMillis()));
      for (String worker : List.of("worker-2", "worker-3")) {
        Path replica = data.resolve(worker).resolve("dataset").resolve(first.relativize(file));
        assertThat(replica).hasSameBinaryContentAs(file);
        assertThat(Files.getLastModifiedTime(replica)).isEqualTo(modified);
      }
    }
  }

  @Test
  void foldersOfWorkersThatAreNoLongerThereAreNotLeftWithOldShards() throws Exception {
    generate(Placement.across(3, 1), 3, ExistingOutput.KEEP);

    assertThatThrownBy(() -> generate(Placement.across(2, 1), 3, ExistingOutput.KEEP))
        .hasMessageEndingWith(
            "worker-1/dataset exists: overwrite it (--overwrite) or choose another output path");
    generate(Placement.across(2, 1), 3, ExistingOutput.REPLACE);

    assertThat(shards("worker-1/dataset")).containsExactly("shard-00000", "shard-00002");
    assertThat(data.resolve("worker-3")).isEmptyDirectory();
  }

  @Test
  void moreReplicasThanWorkersAreRefused() {
    assertThatThrownBy(() -> Placement.across(2, 3))
        .hasMessage("3 replicas of each shard do not fit into the folders of 2 workers");
    assertThatThrownBy(() -> Placement.across(2, 0))
        .hasMessage("each shard has at least 1 replica: 0");
    assertThatThrownBy(() -> Placement.across(0, 1)).hasMessage("there is at least 1 worker: 0");
    assertThatThrownBy(() -> new Placement(0, 2))
        .hasMessage("2 replicas need as many workers' folders: say how many workers there are");
  }

  private void generate(Placement placement, int shards, ExistingOutput existing) {
    Generator.generate(
        DataSet.dataset(2_000, 1, Sharding.NONE),
        OutputOptions.to(data.resolve("dataset"))
            .withShards(shards, 2)
            .withPlacement(placement)
            .withExisting(existing),
        Progress.NONE);
  }

  private List<String> shards(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(data.resolve(folder))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.equals(TableManifest.FILE_NAME))
          .sorted()
          .toList();
    }
  }
}
