package io.skein.generator.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.table.Column;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  private static final Placement PLACEMENT = Placement.across(3, 1);
  private static final TableManifest OLD = manifest(1);
  private static final TableManifest NEW = manifest(2);

  @TempDir private Path data;

  @Test
  void foldersAppearTogetherByTheCommit() throws Exception {
    try (Output output = prepare()) {
      writeManifests(output, NEW);
      assertThat(data.resolve("worker-1"))
          .satisfies(worker -> assertThat(visible(worker)).isEmpty());
      output.commit();
    }

    for (int worker = 1; worker <= 3; worker++) {
      Path folder = data.resolve("worker-" + worker);
      assertThat(all(folder)).containsExactly("dataset");
      assertThat(folder.resolve("dataset/_skein.json")).hasContent(NEW.toJson());
    }
  }

  @Test
  void withoutACommitNothingStays() throws Exception {
    try (Output output = prepare()) {
      writeManifests(output, NEW);
    }

    for (int worker = 1; worker <= 3; worker++) {
      assertThat(data.resolve("worker-" + worker)).isEmptyDirectory();
    }
  }

  @Test
  void ifOneFolderCannotBePutInPlaceTheOldOnesComeBackEverywhere() throws Exception {
    try (Output output = prepare()) {
      writeManifests(output, OLD);
      output.commit();
    }

    try (Output output = prepare()) {
      writeManifests(output, NEW);
      FileTree.delete(output.tableFolder(2, "dataset"));
      assertThatThrownBy(output::commit).isInstanceOf(NoSuchFileException.class);
    }

    for (int worker = 1; worker <= 3; worker++) {
      Path folder = data.resolve("worker-" + worker);
      assertThat(all(folder)).containsExactly("dataset");
      assertThat(folder.resolve("dataset/_skein.json")).hasContent(OLD.toJson());
    }
  }

  @Test
  void ifOneFolderCannotBePutInPlaceNoneStaysWhereNoneWas() throws Exception {
    try (Output output = prepare()) {
      writeManifests(output, NEW);
      FileTree.delete(output.tableFolder(2, "dataset"));
      assertThatThrownBy(output::commit).isInstanceOf(NoSuchFileException.class);
    }

    for (int worker = 1; worker <= 3; worker++) {
      assertThat(data.resolve("worker-" + worker)).isEmptyDirectory();
    }
  }

  private Output prepare() throws IOException {
    return Output.prepare(
        data.resolve("dataset"),
        PLACEMENT,
        ExistingOutput.REPLACE,
        OutputLayout.TABLE,
        List.of("dataset"));
  }

  private static void writeManifests(Output output, TableManifest manifest) throws IOException {
    for (int folder : PLACEMENT.allFolders()) {
      output.writeManifest(folder, "dataset", manifest);
    }
  }

  private static TableManifest manifest(int shards) {
    return new TableManifest(
        List.of(new Column("id", "BIGINT")), shards, Sharding.NONE, false, Optional.empty());
  }

  private static List<String> visible(Path folder) {
    try {
      return all(folder).stream().filter(name -> !name.startsWith(".")).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> all(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
