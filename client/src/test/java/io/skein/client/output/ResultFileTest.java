package io.skein.client.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.client.LoopbackCluster;
import io.skein.client.LoopbackCluster.Answer;
import io.skein.client.LoopbackCluster.Offer;
import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.client.SqlRows;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResultFileTest {
  private static LoopbackCluster cluster;
  private static SqlRows rows;
  private static TestDuckDb duckDb;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = new LoopbackCluster();
    rows = new SqlRows();
    duckDb = new TestDuckDb();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
    rows.close();
    duckDb.close();
  }

  static Stream<String> values() {
    return Stream.of(
        "true",
        "1::TINYINT",
        "-300::SMALLINT",
        "7::INTEGER",
        "9223372036854775807::BIGINT",
        "170141183460469231731687303715884105727::HUGEINT",
        "12345678901234567890123456789012345678::HUGEINT",
        "255::UTINYINT",
        "65535::USMALLINT",
        "4294967295::UINTEGER",
        "18446744073709551615::UBIGINT",
        "340282366920938463463374607431768211455::UHUGEINT",
        "1.5::FLOAT",
        "0.1::DOUBLE",
        "'nan'::DOUBLE",
        "'-inf'::DOUBLE",
        "1.25::DECIMAL(4,2)",
        "-1.25::DECIMAL(18,3)",
        "12345678901234567890.12::DECIMAL(38,2)",
        "'text, with \"quotes\", a '' and' || chr(10) || 'a line'",
        "''",
        "'NULL'",
        "'\\x00\\xFFab'::BLOB",
        "'10110'::BIT",
        "DATE '2024-02-29'",
        "DATE '0044-03-15 (BC)'",
        "'infinity'::DATE",
        "TIME '12:34:56.789012'",
        "'12:34:56+05:30'::TIMETZ",
        "TIMESTAMP '2024-02-29 01:02:03.456789'",
        "'2024-02-29 01:02:03'::TIMESTAMP_S",
        "'2024-02-29 01:02:03.456'::TIMESTAMP_MS",
        "'2024-02-29 01:02:03.456789123'::TIMESTAMP_NS",
        "'infinity'::TIMESTAMP",
        "TIMESTAMPTZ '2024-02-29 01:02:03.456+02'",
        "INTERVAL '14 months 3 days 4.5 seconds'",
        "'5dd8ecc0-7a43-4f1c-8c1b-6a1c0b8a3e57'::UUID",
        "'{\"a\": [1, null]}'::JSON",
        "'b'::ENUM('a', 'b', 'it''s')",
        "123456789012345678901234567890123456789012345::BIGNUM",
        "NULL",
        "[1, NULL, 3]",
        "[]::INTEGER[]",
        "['a', NULL, 'c, d']",
        "[[1], [], NULL, [2, 3]]",
        "['b', 'it''s']::ENUM('a', 'b', 'it''s')[]",
        "array_value(1, 2, 3)",
        "array_value('5dd8ecc0-7a43-4f1c-8c1b-6a1c0b8a3e57'::UUID)",
        "{'a': 1, 'b c': 'x', 'd': [{'e': 1::HUGEINT}]}",
        "{'u': '5dd8ecc0-7a43-4f1c-8c1b-6a1c0b8a3e57'::UUID, 'n': NULL}",
        "MAP {'k': 1, 'l': NULL}",
        "MAP {'5dd8ecc0-7a43-4f1c-8c1b-6a1c0b8a3e57'::UUID: DATE '2024-01-01'}",
        "union_value(k := 1)::UNION(k INTEGER, s VARCHAR)",
        "union_value(a := 1)::UNION(a INTEGER, b INTEGER)",
        "row(1, 'x')",
        "row(1, '5dd8ecc0-7a43-4f1c-8c1b-6a1c0b8a3e57'::UUID)",
        "'text'::VARIANT",
        "'POINT(1 2)'::GEOMETRY");
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyTypeIsWrittenAsDuckDbWritesIt(String value) throws Exception {
    String sql = table(value);
    cluster.answering(Answer.of(rows.offer(sql)));
    for (OutputFormat format : List.of(OutputFormat.CSV, OutputFormat.JSON)) {
      assertThat(fetch(format)).hasSameTextualContentAs(copyOf(sql, format));
    }
    if (!value.contains("HUGEINT")) {
      Path written = fetch(OutputFormat.PARQUET);
      Path expected = copyOf(sql, OutputFormat.PARQUET);
      assertThat(duckDb.rows("DESCRIBE FROM read_parquet('%s')".formatted(written)))
          .isEqualTo(duckDb.rows("DESCRIBE FROM read_parquet('%s')".formatted(expected)));
      assertThat(duckDb.rows("FROM read_parquet('%s')".formatted(written)))
          .isEqualTo(duckDb.rows("FROM read_parquet('%s')".formatted(expected)));
    }
  }

  /** The value between NULLs and between columns. */
  private static String table(String value) {
    return "SELECT i, CASE WHEN i %% 3 = 1 THEN %s END AS v, i * 2 AS w FROM range(5) t(i)"
        .formatted(value);
  }

  @Test
  void hugeIntegersKeepEveryDigitInParquet() throws Exception {
    cluster.answering(
        Answer.of(
            rows.offer(
                """
                SELECT 12345678901234567890123456789012345678::HUGEINT AS h,
                  [-170141183460469231731687303715884105727::HUGEINT] AS l,
                  340282366920938463463374607431768211455::UHUGEINT AS u
                """)));
    Path file = fetch(OutputFormat.PARQUET);
    assertThat(duckDb.rows("FROM read_parquet('%s')".formatted(file)))
        .containsExactly(
            List.of(
                "12345678901234567890123456789012345678",
                "[-170141183460469231731687303715884105727]",
                "340282366920938463463374607431768211455"));
    assertThat(duckDb.rows("SELECT typeof(h), typeof(l) FROM read_parquet('%s')".formatted(file)))
        .containsExactly(List.of("DECIMAL(38,0)", "DECIMAL(38,0)[]"));
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void theRowsOfAllEndpointsAreInTheFile(OutputFormat format) throws Exception {
    cluster.answering(
        Answer.of(
            rows.offer("SELECT i, 'name ' || i AS name FROM range(0, 5000) t(i)"),
            rows.offer("SELECT i, 'name ' || i AS name FROM range(5000, 5000) t(i)"),
            rows.offer("SELECT i, 'name ' || i AS name FROM range(5000, 20000) t(i)")));
    Path file = fetch(format);
    assertThat(content(format, file, "SELECT count(*), sum(i), count(DISTINCT name) FROM result"))
        .containsExactly(List.of("20000", "199990000", "20000"));
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void anOrderedResultKeepsTheOrderOfItsEndpoints(OutputFormat format) throws Exception {
    List<Offer> offers = new ArrayList<>();
    for (int part = 0; part < 6; part++) {
      offers.add(
          rows.offer(
              "SELECT i, repeat('x', 20) AS filler FROM range(%d, %d) t(i)"
                  .formatted(part * 60_000, (part + 1) * 60_000)));
    }
    cluster.answering(Answer.of(offers.toArray(Offer[]::new)).inOrder());
    Path file = fetch(format);
    assertThat(
            content(
                format,
                file,
                """
                SELECT count(*), count(*) FILTER (i = row)
                FROM (SELECT i, row_number() OVER () - 1 AS row FROM result)
                """))
        .containsExactly(List.of("360000", "360000"));
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void aResultWithoutRowsIsAFileWithColumns(OutputFormat format) throws Exception {
    String sql = "SELECT 1 AS a, 'x' AS b WHERE false";
    cluster.answering(Answer.of(rows.offer(sql), rows.offer(sql)));
    Path file = fetch(format);
    if (format == OutputFormat.JSON) {
      assertThat(file).hasContent("");
    } else {
      assertThat(content(format, file, "SELECT count(*), count(a), count(b) FROM result"))
          .containsExactly(List.of("0", "0", "0"));
    }
    if (format == OutputFormat.CSV) {
      assertThat(file).hasContent("a,b");
    }
  }

  @Test
  void aResultWithoutEndpointsIsAFileWithColumns() throws Exception {
    cluster.answering(new Answer(rows.offer("SELECT 1 AS a, 'x' AS b").schema(), false, List.of()));
    assertThat(fetch(OutputFormat.CSV)).hasContent("a,b");
  }

  @ParameterizedTest
  @EnumSource(
      value = OutputFormat.class,
      names = {"CSV", "JSON", "PARQUET"})
  void columnsOfOneNameAreNamedAsDuckDbNamesThem(OutputFormat format) throws Exception {
    String sql = "SELECT 1 AS a, 2 AS a, 3 AS \"A\", 4 AS \"x \"\"y\"\" (z)\"";
    cluster.answering(Answer.of(rows.offer(sql)));
    Path expected = copyOf(sql, format);
    Path file = fetch(format);
    assertThat(content(format, file, "DESCRIBE result"))
        .isEqualTo(content(format, expected, "DESCRIBE result"));
    assertThat(content(format, file, "FROM result")).hasSize(1);
  }

  @Test
  void endpointsThatWaitForEachOtherDoNotBlockTheWriter() throws Exception {
    // More than DuckDB has threads: one blocked thread for each would be the end.
    int endpoints = 2 * Runtime.getRuntime().availableProcessors() + 8;
    CountDownLatch lastRows = new CountDownLatch(endpoints);
    Offer part =
        new Offer(
            List.of(),
            rows.offer("SELECT 1::BIGINT AS i").schema(),
            (sender, allocator, worker) -> {
              sender.start();
              rows.send("SELECT i FROM range(1000) t(i)", sender, allocator);
              lastRows.countDown();
              assertThat(lastRows.await(20, TimeUnit.SECONDS)).isTrue();
              rows.send("SELECT i FROM range(1000) t(i)", sender, allocator);
            });
    cluster.answering(Answer.of(Collections.nCopies(endpoints, part).toArray(Offer[]::new)));
    Path file = fetch(OutputFormat.PARQUET);
    assertThat(duckDb.rows("SELECT count(*) FROM read_parquet('%s')".formatted(file)))
        .containsExactly(List.of(String.valueOf(2000 * endpoints)));
  }

  @Test
  void theExtensionOfTheTargetChoosesTheCompression() throws Exception {
    cluster.answering(Answer.of(rows.offer("SELECT 'compressed' AS text")));
    Path file = fetch(OutputFormat.CSV, "result.csv.gz");
    try (GZIPInputStream content = new GZIPInputStream(Files.newInputStream(file))) {
      assertThat(content).hasContent("text\ncompressed");
    }
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void aResultThatFailsLeavesNoFileAndTheOldOneAsItWas(OutputFormat format) throws Exception {
    Offer good = rows.offer("SELECT i FROM range(100000) t(i)");
    Offer bad =
        new Offer(
            List.of(),
            good.schema(),
            (sender, allocator, worker) -> {
              sender.start();
              rows.send("SELECT i FROM range(5000) t(i)", sender, allocator);
              throw new SkeinException(ErrorCode.FILE_UNREADABLE, "part-00000.parquet is cut off")
                  .withWorker("w7")
                  .withShard("orders/3");
            });
    cluster.answering(Answer.of(good, bad));
    Path target = folder.resolve("kept." + format.label());
    Files.writeString(target, "old");
    assertThatThrownBy(() -> fetch(format, target.getFileName().toString()))
        .isInstanceOfSatisfying(
            SkeinException.class,
            error ->
                assertThat(error.describe())
                    .isEqualTo(
                        "part-00000.parquet is cut off"
                            + " (FILE_UNREADABLE, worker w7, shard orders/3)"));
    assertThat(target).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void aValueThatCannotBeWrittenIsAnErrorOfTheFile() throws Exception {
    cluster.answering(Answer.of(rows.offer("SELECT 1 AS a")));
    Path target = folder.resolve("missing").resolve("result.csv");
    assertThatThrownBy(() -> fetch(OutputFormat.CSV, target.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write " + target);
    assertThatThrownBy(() -> fetch(OutputFormat.ARROW, target.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot write " + target);
  }

  @Test
  void aTargetThatIsALinkIsWrittenThrough() throws Exception {
    cluster.answering(Answer.of(rows.offer("SELECT 1 AS a")));
    Path real = Files.createDirectory(folder.resolve("elsewhere")).resolve("real.csv");
    Files.writeString(real, "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), real);
    fetch(OutputFormat.CSV, "link.csv");
    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("a\n1");
  }

  private Path fetch(OutputFormat format) throws Exception {
    return fetch(format, "result." + format.label());
  }

  private Path fetch(OutputFormat format, String name) throws Exception {
    Path file = folder.resolve(name);
    try (BufferAllocator allocator = new RootAllocator()) {
      try (SkeinClient client =
              SkeinClient.builder()
                  .coordinator("localhost", cluster.port())
                  .allocator(allocator)
                  .build();
          QueryResult result = client.query("SELECT")) {
        long written = ResultFile.write(result, format, file);
        assertThat(written).isEqualTo(result.progress().rows());
      }
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
    return file;
  }

  private Path copyOf(String sql, OutputFormat format) throws Exception {
    Path file = folder.resolve("expected." + format.label());
    duckDb.execute("COPY (%s) TO '%s' (FORMAT %s)".formatted(sql, file, format.label()));
    return file;
  }

  private List<List<String>> content(OutputFormat format, Path file, String sql) throws Exception {
    if (format == OutputFormat.ARROW) {
      return duckDb.rowsOfArrowFile(file, sql);
    }
    String reader = format == OutputFormat.JSON ? "read_json" : "read_" + format.label();
    duckDb.execute("CREATE OR REPLACE VIEW result AS FROM %s('%s')".formatted(reader, file));
    return duckDb.rows(sql);
  }
}
