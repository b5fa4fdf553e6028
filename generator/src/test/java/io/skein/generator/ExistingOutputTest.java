package io.skein.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.generator.output.ExistingOutput;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.Sharding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExistingOutputTest {
  @TempDir private Path data;

  @Test
  void aDataSetIsNotReplacedUnlessThatWasSaid() throws Exception {
    generate(100, ExistingOutput.KEEP);

    assertThatThrownBy(() -> generate(200, ExistingOutput.KEEP))
        .isInstanceOfSatisfying(
            SkeinException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessage(
            "%s exists: overwrite it (--overwrite) or choose another output path"
                .formatted(folder()));
    assertThat(rows()).isEqualTo(100);
  }

  @Test
  void theOldRowsAreThereUntilTheNewOnesAreWhole() throws Exception {
    generate(100, ExistingOutput.KEEP);
    AtomicReference<Long> rowsWhileWriting = new AtomicReference<>();

    Generator.generate(
        DataSet.dataset(50_000, 1, Sharding.NONE),
        OutputOptions.to(folder()).withShards(3, 1).withExisting(ExistingOutput.REPLACE),
        (written, expected) -> rowsWhileWriting.compareAndSet(null, rows()));

    assertThat(rowsWhileWriting).hasValue(100L);
    assertThat(rows()).isEqualTo(50_000);
    assertThat(entries(folder()))
        .containsExactly("_skein.json", "shard-00000", "shard-00001", "shard-00002");
    assertThat(entries(data)).containsExactly("dataset");
  }

  @Test
  void anEmptyFolderIsNoReasonToRefuse() throws Exception {
    Files.createDirectories(folder());

    generate(100, ExistingOutput.KEEP);

    assertThat(rows()).isEqualTo(100);
  }

  @Test
  void whatWasNotGeneratedIsNeverRemoved() throws Exception {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("thesis.txt"), "ten years of work");

    assertThatThrownBy(() -> generate(100, ExistingOutput.REPLACE))
        .hasMessage(
            "%s is not replaced: it has no _skein.json, so it was not generated; move it away or choose another output path"
                .formatted(folder()));

    Files.delete(folder().resolve("thesis.txt"));
    generate(100, ExistingOutput.KEEP);
    Files.writeString(folder().resolve("thesis.txt"), "ten years of work");
    assertThatThrownBy(() -> generate(200, ExistingOutput.REPLACE))
        .hasMessage(
            "%s is not replaced: 'thesis.txt' in it is no part of a generated table; move it away or choose another output path"
                .formatted(folder()));
    assertThat(folder().resolve("thesis.txt")).hasContent("ten years of work");
  }

  @Test
  void aSchemaWithATableOfSomebodyElseIsNotReplaced() throws Exception {
    Path schema = data.resolve("tpch");
    OutputOptions options = OutputOptions.to(schema).withShards(1, 1);
    Generator.generate(DataSet.tpch(0.001), options, Progress.NONE);
    Generator.generate(
        DataSet.tpch(0.001), options.withExisting(ExistingOutput.REPLACE), Progress.NONE);
    Files.createDirectories(schema.resolve("invoices"));

    assertThatThrownBy(
            () ->
                Generator.generate(
                    DataSet.tpch(0.001),
                    options.withExisting(ExistingOutput.REPLACE),
                    Progress.NONE))
        .hasMessage(
            "%s is not replaced: 'invoices' in it is no table of this data set; move it away or choose another output path"
                .formatted(schema));
  }

  @Test
  void aFileInTheWayIsNamed() throws Exception {
    Files.writeString(folder(), "");

    assertThatThrownBy(() -> generate(100, ExistingOutput.REPLACE))
        .hasMessage(
            "%s is not replaced: it is a file; move it away or choose another output path"
                .formatted(folder()));
    OutputOptions below = OutputOptions.to(folder().resolve("table"));
    assertThatThrownBy(
            () -> Generator.generate(DataSet.dataset(1, 1, Sharding.NONE), below, Progress.NONE))
        .isInstanceOfSatisfying(
            SkeinException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL_ERROR))
        .hasMessage("cannot write %s: %s is not a folder".formatted(below.path(), folder()));
  }

  @Test
  void aLinkToAFolderStaysALink() throws Exception {
    Path elsewhere = Files.createDirectories(data.resolve("elsewhere/table"));
    Files.createSymbolicLink(folder(), elsewhere);

    generate(100, ExistingOutput.KEEP);
    generate(200, ExistingOutput.REPLACE);

    assertThat(folder()).isSymbolicLink();
    assertThat(elsewhere.resolve("_skein.json")).exists();
    assertThat(rows()).isEqualTo(200);
  }

  private Path folder() {
    return data.resolve("dataset");
  }

  private void generate(long rows, ExistingOutput existing) {
    Generator.generate(
        DataSet.dataset(rows, 1, Sharding.NONE),
        OutputOptions.to(folder()).withExisting(existing),
        Progress.NONE);
  }

  private long rows() {
    try (ParquetTables tables = new ParquetTables()) {
      return tables.view("dataset", folder()).number("SELECT count(*) FROM dataset");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
