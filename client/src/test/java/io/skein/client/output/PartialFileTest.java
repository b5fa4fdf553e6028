package io.skein.client.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {
  @TempDir Path folder;

  @Test
  void aCompleteFileTakesTheTargetsPlace() throws IOException {
    Path target = Files.writeString(folder.resolve("result.csv"), "old");
    try (PartialFile file = new PartialFile(target)) {
      Files.writeString(file.path(), "new");
      assertThat(target).hasContent("old");
      file.complete();
    }
    assertThat(target).hasContent("new");
    assertThat(folder.toFile().list()).containsExactly("result.csv");
  }

  @Test
  void anIncompleteFileIsDeleted() throws IOException {
    try (PartialFile file = new PartialFile(folder.resolve("result.csv"))) {
      Files.writeString(file.path(), "half");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aWriterThatIsLateCannotCreateTheFileAgain() throws IOException {
    Path late;
    try (PartialFile file = new PartialFile(folder.resolve("result.csv"))) {
      late = file.path();
    }
    assertThatThrownBy(() -> Files.writeString(late, "half"))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void withoutTheTargetsFolderNothingCanBeWritten() {
    Path target = folder.resolve("missing").resolve("result.csv");
    assertThatThrownBy(() -> new PartialFile(target))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write %s: there is no folder %s".formatted(target, target.getParent()));
  }
}
