package io.skein.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class GenerateCommandTest {
  @TempDir private Path data;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theTableIsWrittenAndSummedUpInALine() throws Exception {
    int exitCode = run("--num-records=1000", "--shards=3", "--files-per-shard=1", "--seed=7");

    assertThat(exitCode).isZero();
    assertThat(out.toString())
        .matches(".*/dataset: 1,000 rows in 3 files, [0-9.]+ kB, [0-9.]+ s\\n");
    assertThat(err.toString()).isEmpty();
    try (ParquetTables tables = new ParquetTables()) {
      tables.view("dataset", data.resolve("dataset"));
      assertThat(tables.number("SELECT count(*) FROM dataset")).isEqualTo(1_000);
    }
  }

  @Test
  void everyArgumentOfTheLayoutIsTaken() throws Exception {
    int exitCode =
        run(
            "--num-records=1000",
            "--shards=4",
            "--files-per-shard=3",
            "--shard-by=hash:category",
            "--compression=ZSTD",
            "--row-group-rows=10",
            "--workers=2",
            "--replicas=2",
            "--threads=3");

    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("1,000 rows in 24 files");
    Path table = data.resolve("worker-2/dataset");
    assertThat(Files.readString(table.resolve("_skein.json")))
        .contains("\"shards\" : 4", "\"sharding\" : \"hash(category)\"");
    try (ParquetTables tables = new ParquetTables()) {
      assertThat(
              tables.value(
                  "SELECT DISTINCT compression FROM parquet_metadata('%s/*/*.parquet')"
                      .formatted(table)))
          .isEqualTo("ZSTD");
      assertThat(
              tables.value(
                  "SELECT max(row_group_num_rows) FROM parquet_metadata('%s/*/*.parquet')"
                      .formatted(table)))
          .isEqualTo("10");
    }
  }

  @Test
  void tpchIsWrittenIntoAFolderForEachTable() {
    int exitCode = run("tpch", "--scale=0.001", "--shards=2", "--files-per-shard=1");

    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("/dataset: 8,695 rows in 14 files");
    assertThat(data.resolve("dataset/lineitem/shard-00001/part-00000.parquet")).exists();
    assertThat(data.resolve("dataset/nation/_skein.json")).exists();
  }

  @Test
  void aFailureIsOneLineAndExitCodeOne() {
    assertThat(run("--num-records=10")).isZero();

    assertThat(run("--num-records=10")).isEqualTo(1);

    assertThat(err.toString())
        .isEqualTo(
            "error: %s exists: overwrite it (--overwrite) or choose another output path\n"
                .formatted(data.resolve("dataset")));
    assertThat(run("--num-records=10", "--overwrite")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "--shards=0 # error: the number of shards is from 1 to 100,000: 0",
        "--files-per-shard=0 # error: the number of files per shard is from 1 to 1,000: 0",
        "--threads=0 # error: the number of threads is from 1 to 1,000: 0",
        "--num-records=-5 # error: the number of rows is from 0 to 1,000,000,000,000: -5",
        "--row-group-rows=0 # error: a row group has 1 to 10,000,000 rows: 0",
        "--replicas=2 # error: 2 replicas need as many workers' folders: say how many workers there are",
        "--workers=2 --replicas=3 # error: 3 replicas of each shard do not fit into the folders of 2 workers",
        "--workers=0 # error: there is at least 1 worker: 0",
        "--shard-by=range:day # error: there is no column 'day' to shard by; the columns are id, date, category, value1, value2, active, name",
        "--shard-by=modulo:id # Invalid value for option '--shard-by': 'modulo:id' is neither none, nor hash:COLUMN, nor range:COLUMN",
        "--shard-by=hash # Invalid value for option '--shard-by': 'hash' is neither none, nor hash:COLUMN, nor range:COLUMN",
        "--compression=lz4 # Invalid value for option '--compression': unknown compression 'lz4': choose one of uncompressed, snappy, gzip, zstd",
        "tpch --scale=-1 # error: the scale is from 0.001 to 100,000: -1.0",
        "tpch --shard-by=none # Unknown option: '--shard-by=none'",
      })
  void badArgumentsAreExitCodeTwoAndTheFirstLineSaysWhy(String arguments, String firstLine) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);

    assertThat(err.toString().lines().findFirst()).hasValue(firstLine);
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void optionsBeforeTheWordTpchAreNotIgnoredSilently() {
    assertThat(command().execute("--shards=3", "tpch")).isEqualTo(2);

    assertThat(err.toString().lines().findFirst())
        .hasValue("--shards belongs after 'tpch': generate tpch --shards ...");
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--output-path=" + data.resolve("dataset"));
    return command().execute(all.toArray(String[]::new));
  }

  private CommandLine command() {
    return new CommandLine(new GenerateCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }
}
