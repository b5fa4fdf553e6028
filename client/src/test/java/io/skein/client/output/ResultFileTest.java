package io.skein.client.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.client.LoopbackCluster;
import io.skein.client.LoopbackCluster.Answer;
import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.client.SqlRows;
import io.skein.protocol.sql.SqlText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResultFileTest {
  @TempDir private Path folder;
  private LoopbackCluster cluster;
  private SqlRows rows;

  @BeforeEach
  void startCluster() throws Exception {
    cluster = new LoopbackCluster();
    rows = new SqlRows();
  }

  @AfterEach
  void stopCluster() throws Exception {
    cluster.close();
    rows.close();
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
        "42::VARIANT",
        "'POINT(1 2)'::GEOMETRY");
  }

  @ParameterizedTest
  @MethodSource("values")
  void everyTypeIsWrittenAsDuckDbWritesIt(String value) throws Exception {
    // As one column among others, with a NULL before and behind.
    String sql =
        "SELECT i, CASE WHEN i %% 3 = 1 THEN %s END AS v, i * 2 AS w FROM range(5) t(i)"
            .formatted(value);
    for (OutputFormat format : List.of(OutputFormat.CSV, OutputFormat.JSON)) {
      Path file = fetch(format, Answer.of(rows.offer(sql)));
      assertThat(Files.readString(file)).isEqualTo(Files.readString(copyOf(sql, format)));
    }
  }

  private Path fetch(OutputFormat format, Answer answer) throws Exception {
    cluster.answering(answer);
    Path file = folder.resolve("result." + format.label());
    try (SkeinClient client = cluster.client();
        QueryResult result = client.query("SELECT")) {
      ResultFile.write(result, format, file);
    }
    return file;
  }

  private Path copyOf(String sql, OutputFormat format) throws Exception {
    Path file = folder.resolve("expected." + format.label());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "COPY (%s) TO %s (FORMAT %s)"
              .formatted(sql, SqlText.literal(file.toString()), format.label()));
    }
    return file;
  }
}
