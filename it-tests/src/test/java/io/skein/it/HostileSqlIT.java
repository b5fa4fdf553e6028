package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.standalone.testing.TestCluster;
import io.skein.worker.task.TrafficCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL that reaches for what is not the cluster's tables runs nowhere, and says nothing. */
class HostileSqlIT {
  private static final Set<ErrorCode> REFUSALS =
      Set.of(ErrorCode.STATEMENT_REFUSED, ErrorCode.BINDING_ERROR, ErrorCode.SYNTAX_ERROR);
  private static final String MARK = "what nobody may read";

  @TempDir static Path folder;
  private static TestCluster cluster;
  private static Path secret;
  private List<TrafficCount> before;

  @BeforeAll
  static void start() throws Exception {
    Path data = folder.resolve("data");
    ShardFiles.write(data.resolve("t"), 2, "SELECT i FROM range(10) t(i)");
    // Beside the tables, where a worker's DuckDB itself could read it.
    secret = Files.writeString(data.resolve("secret.csv"), MARK + "\n");
    cluster = TestCluster.builder().workers(2).sharedData(data).build();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.assertNothingHeld();
    cluster.close();
  }

  @BeforeEach
  void count() {
    before = traffic();
  }

  private static List<TrafficCount> traffic() {
    return List.of(
        cluster.cluster().worker("w1").exchanged(), cluster.cluster().worker("w2").exchanged());
  }

  @AfterEach
  void theClusterServesOn() throws Exception {
    assertThat(cluster.rows("SELECT count(*) FROM t")).hasToString("[[10]]");
    assertThat(Files.readString(secret)).isEqualTo(MARK + "\n");
    try (var files = Files.list(secret.getParent())) {
      assertThat(files).hasSize(2);
    }
  }

  private void refuses(String sql) {
    SkeinException error =
        catchThrowableOfType(SkeinException.class, () -> cluster.client().fetchAll(sql));
    assertThat(error).as(sql).isNotNull();
    assertThat(error.code()).as(error.getMessage()).isIn(REFUSALS);
    assertThat(error).hasMessageNotContaining(MARK);
    assertThat(traffic()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM '%s'",
        "SELECT * FROM \"%s\"",
        "SELECT * FROM 'file://%s'",
        "SELECT * FROM read_text('%s')",
        "SELECT * FROM read_blob('%s')",
        "SELECT * FROM read_csv('%s')",
        "SELECT * FROM read_csv_auto('%s')",
        "SELECT * FROM read_json('%s')",
        "SELECT * FROM read_parquet('%s')",
        "SELECT * FROM parquet_scan('%s')",
        "SELECT * FROM parquet_metadata('%s')",
        "SELECT * FROM sniff_csv('%s')",
        "SELECT * FROM glob('%s*')",
        "SELECT read_text('%s')",
        "SELECT (SELECT content FROM read_text('%s'))",
        "SELECT i, content FROM t, read_text('%s')",
        "SELECT i, content FROM t, LATERAL read_text('%s')",
        "SELECT * FROM t WHERE EXISTS (FROM read_text('%s'))",
        "WITH x AS (FROM read_text('%s')) SELECT * FROM x",
        "SELECT list_transform([1], x -> read_text('%s')) FROM t",
        "SELECT * FROM query('FROM read_text(''%s'')')",
        "SELECT * FROM query_table('%s')",
        "SELECT system.main.read_text('%s')",
        "DESCRIBE '%s'",
        "SUMMARIZE '%s'",
        "DESCRIBE SELECT * FROM read_csv('%s')",
        "EXPLAIN SELECT * FROM read_csv('%s')",
        "EXPLAIN ANALYZE SELECT * FROM read_csv('%s')",
        "COPY t FROM '%s'",
        "COPY (SELECT 1) TO '%s'",
        "COPY t TO '%s' (FORMAT csv)",
        "ATTACH '%s'",
        "ATTACH '%s.db' AS x",
        "EXPORT DATABASE '%s.d'",
        "IMPORT DATABASE '%s'",
        "CREATE TABLE x AS FROM read_csv('%s')",
        "SET VARIABLE x = (FROM read_text('%s'))",
      })
  void aFileIsNeitherReadNorWritten(String sql) {
    refuses(sql.formatted(secret));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT getenv('HOME')",
        "SELECT i, getenv('HOME') FROM t",
        "SELECT list_transform([1], x -> getenv('HOME'))",
        "SELECT current_setting('temp_directory')",
        "SELECT current_setting('secret_directory')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_settings",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM duckdb_logs()",
        "SELECT * FROM duckdb_temporary_files()",
        "SELECT * FROM duckdb_memory()",
        "SELECT * FROM duckdb_tables",
        "SELECT * FROM system.main.duckdb_columns",
        "SELECT * FROM system.information_schema.tables",
        "SELECT * FROM information_schema.columns",
        "SELECT * FROM pg_catalog.pg_class",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM pragma_table_info('t')",
        "SELECT * FROM which_secret('s3://x', 's3')",
        "SELECT current_query()",
        "SELECT getvariable('x')",
        "SELECT json_serialize_plan('SELECT 1')",
        "SELECT * FROM json_execute_serialized_sql('x')",
        "SELECT write_log('x')",
        "SELECT pg_sleep(10)",
        "SELECT sleep_ms(10000)",
        "SELECT nextval('s')",
        "SELECT setval('s', 1)",
        "SELECT __internal_tablefilter_optional(i) FROM t",
      })
  void whatBelongsToANodeIsNotTold(String sql) {
    refuses(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES (1)",
        "WITH x AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM x",
        "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x",
        "UPDATE t SET i = 1",
        "DELETE FROM t",
        "MERGE INTO t USING t AS s ON t.i = s.i WHEN MATCHED THEN DELETE",
        "DROP TABLE t",
        "CREATE TEMP TABLE x AS SELECT 1",
        "CREATE MACRO f() AS 1",
        "CREATE SECRET s (TYPE s3)",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "RESET threads",
        "PRAGMA enable_profiling",
        "CALL pragma_version()",
        "USE memory",
        "BEGIN",
        "CHECKPOINT",
        "VACUUM",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "EXPLAIN INSERT INTO t VALUES (1)",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE t",
        "SELECT 1;;SELECT 2",
        "SELECT 1 /* ; */ ; -- \n DROP TABLE t",
        "EXPLAIN SELECT 1; DROP TABLE t",
        "PIVOT t ON i USING count(*)) ; DROP TABLE t; SELECT * FROM (t",
        "SELECT * FROM (SELECT 1",
        "SELECT 1) ; DROP TABLE t; SELECT (1",
      })
  void nothingIsChangedAndOnlyOneStatementIsTaken(String sql) {
    refuses(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "t/../secret",
        "./t",
        "t/file-0",
        "t/file-0.parquet",
        "t'; DROP TABLE t; --",
        "t\"; DROP TABLE t; --",
        "memory\".\"main\".\"t",
        "system\".\"main\".\"duckdb_settings",
        "*",
        "%",
        "",
        "\u0000",
        "t\u0000",
        "~/.bashrc",
        "http://127.0.0.1/x.parquet",
        "s3://bucket/x.parquet",
      })
  void aPathIsNoNameOfATable(String name) {
    refuses("SELECT * FROM \"" + name.replace("\"", "\"\"") + "\"");
    refuses("SELECT * FROM \"" + name + "\"");
    refuses("DESCRIBE \"" + name.replace("\"", "\"\"") + "\"");
  }

  @Test
  void whatIsNestedTooDeeplyOrTooLongIsRefused() {
    refuses("SELECT " + "(".repeat(50_000) + "1" + ")".repeat(50_000));
    refuses("SELECT " + "NOT ".repeat(50_000) + "true");
    refuses("SELECT * FROM (".repeat(3_000) + "SELECT 1" + ")".repeat(3_000));
    refuses("/*".repeat(100_000) + " SELECT 1");
    refuses("SELECT 1 WHERE 1 IN (1" + ",2".repeat(1_000_000) + ")");
  }
}
