package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.skein.client.QueryResult;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableManifest;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.Endpoint;
import io.skein.standalone.LocalCluster;
import io.skein.standalone.testing.TestCluster;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is said in words that help, and the cluster goes on serving. */
class BadInputIT {
  private static final String TWO_COLUMNS =
      "SELECT i::BIGINT AS id, 'label ' || i AS label FROM range(%d, %d) AS r(i)";

  private static Path data;
  private static Oracle oracle;

  /** The same table as a table: of a view, DuckDB says other words. */
  private static Oracle tables;

  private static TestCluster cluster;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    data = folder;
    oracle = new Oracle();
    try (TableWriter writer = new TableWriter()) {
      oracle.add(
          writer.write(
              data, Layout.SEVEN, TableRows.of("many", "id", TWO_COLUMNS.formatted(0, 200_000))));
      Path good = writer.writeFile(data.resolve("good/a.parquet"), TWO_COLUMNS.formatted(0, 100));
      oracle.add(TableName.main("good"), List.of(good));
      tables = new Oracle().addCopy(TableName.main("good"), List.of(good));

      writer.writeFile(data.resolve("corrupt/a.parquet"), TWO_COLUMNS.formatted(0, 10));
      Files.writeString(data.resolve("corrupt/b.parquet"), "this is not Parquet at all");
      writer.writeFile(data.resolve("truncated/a.parquet"), TWO_COLUMNS.formatted(0, 10));
      byte[] whole =
          Files.readAllBytes(
              writer.writeFile(
                  data.resolve("truncated/b.parquet"), TWO_COLUMNS.formatted(0, 5000)));
      Files.write(
          data.resolve("truncated/b.parquet"), java.util.Arrays.copyOf(whole, whole.length / 2));
      writer.writeFile(data.resolve("zero_bytes/a.parquet"), TWO_COLUMNS.formatted(0, 10));
      Files.createFile(data.resolve("zero_bytes/b.parquet"));

      writer.writeFile(data.resolve("other_type/a.parquet"), TWO_COLUMNS.formatted(0, 10));
      writer.writeFile(
          data.resolve("other_type/b.parquet"), "SELECT 1::INTEGER AS id, 'x' AS label");
      writer.writeFile(data.resolve("other_name/a.parquet"), TWO_COLUMNS.formatted(0, 10));
      writer.writeFile(
          data.resolve("other_name/b.parquet"), "SELECT 1::BIGINT AS id, 'x' AS labels");

      Files.createDirectories(data.resolve("empty_folder"));
      writer.writeFile(
          data.resolve("missing/shard-00000/part.parquet"), TWO_COLUMNS.formatted(0, 10));
      writer.writeFile(
          data.resolve("missing/shard-00002/part.parquet"), TWO_COLUMNS.formatted(10, 20));
      Files.writeString(data.resolve("missing").resolve(TableManifest.FILE_NAME), manifest(3));
      writer.writeFile(
          data.resolve("bad_manifest/shard-00000/part.parquet"), TWO_COLUMNS.formatted(0, 10));
      Files.writeString(data.resolve("bad_manifest").resolve(TableManifest.FILE_NAME), "{ no JSON");

      damagePages(
          writer.writeFile(data.resolve("damaged/b.parquet"), TWO_COLUMNS.formatted(0, 50_000)));
      writer.writeFile(data.resolve("damaged/a.parquet"), TWO_COLUMNS.formatted(0, 10));
    }
    cluster = TestCluster.builder().workers(3).sharedData(data).build();
  }

  private static String manifest(int shards) {
    return new TableManifest(
            List.of(new Column("id", "BIGINT"), new Column("label", "VARCHAR")),
            shards,
            Sharding.NONE,
            false,
            Optional.empty())
        .toJson();
  }

  /** Leaves the footer as it is, so that only reading the rows shows the damage. */
  private static void damagePages(Path file) throws Exception {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() / 3);
      bytes.write("damage".repeat(30).getBytes(StandardCharsets.UTF_8));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      cluster.assertNothingHeld();
    } finally {
      cluster.close();
      oracle.close();
      tables.close();
    }
  }

  @AfterEach
  void theClusterServesOn() throws Exception {
    Differential differential = new Differential(oracle, cluster);
    differential.requireSameRows("SELECT * FROM good");
    differential.requireSameRows("SELECT count(*), sum(id) FROM seven.many");
  }

  private static SkeinException error(String sql) {
    SkeinException error =
        catchThrowableOfType(SkeinException.class, () -> cluster.client().fetchAll(sql));
    assertThat(error).as("the query must fail: %s", sql).isNotNull();
    return error;
  }

  private static SkeinException error(String sql, ErrorCode code) {
    SkeinException error = error(sql);
    assertThat(error.code()).as(error.describe()).isEqualTo(code);
    return error;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT nope FROM good",
        "SELECT g.nope FROM good g",
        "SELECT upper(1, 2) FROM good",
        "SELECT no_such_function(id) FROM good",
        "SELECT label, sum(id) FROM good",
        "SELECT id + label FROM good GROUP BY ALL HAVING sum(label) > 1",
        "SELECT sum(id) FROM good WHERE sum(id) > 1",
        "SELECT * FROM good a JOIN good b ON a.id = b.nope",
        "SELECT id FROM good a, good b",
      })
  void whatDoesNotBindIsToldInDuckDbsOwnWords(String sql) throws Exception {
    String words = tables.error(sql);
    SkeinException error = error(sql);
    assertThat(error.code()).isEqualTo(ErrorCode.BINDING_ERROR);
    assertThat(error.getMessage()).isEqualTo(words);
  }

  @Test
  void anUnknownTableIsNamed() {
    assertThat(error("SELECT * FROM nowhere", ErrorCode.BINDING_ERROR))
        .hasMessageStartingWith("Catalog Error: Table with name nowhere does not exist!");
    assertThat(error("SELECT * FROM no_schema.good", ErrorCode.BINDING_ERROR))
        .hasMessageContaining("no_schema");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELEC * FROM good", "SELECT * FROM good WHERE", "SELECT 'open", "("})
  void aSyntaxErrorIsToldInDuckDbsOwnWords(String sql) {
    String words = oracle.error(sql).lines().findFirst().orElseThrow();
    assertThat(error(sql, ErrorCode.SYNTAX_ERROR)).hasMessageStartingWith(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", ";", "-- only a comment"})
  void noStatementIsASyntaxError(String sql) {
    assertThat(error(sql, ErrorCode.SYNTAX_ERROR)).hasMessageContaining("no statement");
  }

  @Test
  void severalStatementsAreRefusedAndNoneRuns() {
    assertThat(error("SELECT 1; SELECT 2", ErrorCode.STATEMENT_REFUSED))
        .hasMessageContaining("one statement at a time: this text has 2");
    error("CREATE TABLE evil (i INTEGER); SELECT 1", ErrorCode.STATEMENT_REFUSED);
    assertThat(error("SELECT * FROM evil", ErrorCode.BINDING_ERROR)).hasMessageContaining("evil");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO good VALUES (1, 'x')",
        "UPDATE good SET id = 1",
        "DELETE FROM good",
        "CREATE TABLE x AS SELECT 1",
        "DROP TABLE good",
        "COPY good TO '/tmp/skein-must-not-exist.csv'",
        "ATTACH '/tmp/skein-must-not-exist.db' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "PRAGMA version",
        "CALL pragma_version()",
        "EXPORT DATABASE '/tmp/skein-must-not-exist'",
        "CHECKPOINT",
        "VACUUM",
        "BEGIN",
        "USE seven",
        "EXECUTE something",
      })
  void whatIsNotAQueryIsRefused(String sql) {
    assertThat(error(sql, ErrorCode.STATEMENT_REFUSED))
        .hasMessageContaining("Skein answers queries only");
    assertThat(Path.of("/tmp/skein-must-not-exist.csv")).doesNotExist();
    assertThat(Path.of("/tmp/skein-must-not-exist.db")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM read_csv('/etc/passwd') | read_csv",
        "SELECT * FROM read_text('/etc/passwd') | read_text",
        "SELECT * FROM read_parquet('/tmp/*.parquet') | read_parquet",
        "SELECT * FROM glob('/etc/*') | glob",
        "SELECT * FROM duckdb_settings() | duckdb_settings",
        "SELECT * FROM duckdb_secrets() | duckdb_secrets",
        "SELECT * FROM query('SELECT 1') | query",
        "SELECT id, (SELECT max(content) FROM read_text('/etc/passwd')) FROM good | read_text",
        "WITH x AS (FROM read_blob('/etc/passwd')) FROM x | read_blob",
        "SELECT getenv('HOME') | getenv",
      })
  void functionsThatReachBeyondTheTablesAreRefused(String sql, String function) {
    assertThat(error(sql, ErrorCode.STATEMENT_REFUSED))
        .hasMessageContaining("the function " + function + " is not available");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM '/etc/hosts.csv'",
        "FROM 'data.parquet'",
        "SELECT * FROM \"/tmp/x.parquet\""
      })
  void filesAreNoTables(String sql) {
    assertThat(error(sql).code()).isIn(ErrorCode.STATEMENT_REFUSED, ErrorCode.BINDING_ERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "corrupt, b.parquet",
    "truncated, b.parquet",
    "zero_bytes, b.parquet",
  })
  void aTableWithAFileThatIsNoParquetIsRefusedWithTheFile(String table, String file) {
    assertThat(error("SELECT * FROM " + table, ErrorCode.TABLE_UNUSABLE))
        .hasMessageContaining("table " + table)
        .hasMessageContaining("refuses shard " + file)
        .hasMessageContaining(data.resolve(table).resolve(file).toString());
    assertThat(error("SELECT count(*) FROM good, " + table).code())
        .isEqualTo(ErrorCode.TABLE_UNUSABLE);
  }

  @Test
  void aShardWithAnotherSchemaIsRefusedWithTheFileColumnAndBothTypes() {
    assertThat(error("SELECT * FROM other_type", ErrorCode.TABLE_UNUSABLE))
        .hasMessageContaining(data.resolve("other_type/b.parquet").toString())
        .hasMessageContaining("column 1 'id' is INTEGER, but BIGINT in table other_type");
    assertThat(error("SELECT * FROM other_name", ErrorCode.TABLE_UNUSABLE))
        .hasMessageContaining(data.resolve("other_name/b.parquet").toString())
        .hasMessageContaining("column 2 is 'labels' VARCHAR, but 'label' VARCHAR");
  }

  @Test
  void anEmptyFolderIsATableThatCannotBeQueried() {
    assertThat(error("SELECT * FROM empty_folder", ErrorCode.TABLE_UNUSABLE))
        .hasMessageContaining("empty_folder")
        .hasMessageContaining("no Parquet files");
  }

  @Test
  void shardsThatTheManifestPromisesMustBeThere() {
    assertThat(error("SELECT * FROM missing", ErrorCode.SHARD_UNAVAILABLE))
        .hasMessageContaining("1 of the 3 shards of table missing")
        .hasMessageContaining("shard-00001");
  }

  @Test
  void aManifestThatCannotBeReadIsNamed() {
    assertThat(error("SELECT * FROM bad_manifest", ErrorCode.TABLE_UNUSABLE))
        .hasMessageContaining(data.resolve("bad_manifest/_skein.json").toString());
  }

  @Test
  void aFileThatIsDamagedInsideIsNamedWhenItsRowsAreRead() {
    SkeinException error = error("SELECT * FROM damaged", ErrorCode.FILE_UNREADABLE);
    assertThat(error.shard()).contains("b.parquet");
    assertThat(error.worker()).isPresent();
    assertThat(error.task()).isPresent();
    assertThat(error("SELECT sum(id) FROM damaged").code()).isEqualTo(ErrorCode.FILE_UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT CASE WHEN id = 150000 THEN error('boom at ' || id) ELSE id END FROM seven.many",
        "SELECT CAST(label AS INTEGER) FROM seven.many",
        "SELECT CAST(CASE WHEN id = 199999 THEN label ELSE '1' END AS INTEGER) FROM seven.many",
        "SELECT id::TINYINT FROM seven.many",
        "SELECT id * 9223372036854775807 FROM seven.many WHERE id > 1",
        "SELECT sum(CAST(label AS DOUBLE)) FROM seven.many",
        "SELECT max(CASE WHEN id = 150000 THEN error('boom') ELSE id END) FROM seven.many",
        "SELECT label FROM seven.many ORDER BY CASE WHEN id = 7 THEN error('boom') ELSE id END",
        "SELECT (SELECT id FROM seven.many WHERE id < 3)",
        "SELECT id, (SELECT m.id FROM seven.many m WHERE m.id < g.id) FROM good g",
        "SELECT DATE '2020-01-01' + INTERVAL (id * 100000) YEAR FROM seven.many",
        "SELECT '{'::JSON FROM seven.many WHERE id = 5",
        "SELECT make_date(2020, id, 1) FROM seven.many",
      })
  void anErrorOfARowComesInDuckDbsOwnWordsWithWorkerAndTask(String sql) throws Exception {
    String words = oracle.error(sql).lines().findFirst().orElseThrow();
    SkeinException error = error(sql, ErrorCode.EXECUTION_ERROR);
    // Where several rows are wrong, any of them may be met first.
    assertThat(error.getMessage().lines().findFirst().orElseThrow().replaceAll("\\d+", "#"))
        .isEqualTo(words.replaceAll("\\d+", "#"));
    assertThat(error.worker()).hasValueSatisfying(worker -> assertThat(worker).matches("w[123]"));
    assertThat(error.task()).hasValueSatisfying(task -> assertThat(task).startsWith("q"));
  }

  @Test
  void anAlteredTicketIsRefusedEverywhere() throws Exception {
    List<Endpoint> endpoints;
    try (QueryResult result = cluster.client().query("SELECT * FROM good")) {
      endpoints = result.endpoints();
    }
    byte[] ticket = endpoints.get(0).ticket().toByteArray();
    for (int at = 0; at < ticket.length; at += Math.max(1, ticket.length / 12)) {
      byte[] altered = ticket.clone();
      altered[at] ^= 1;
      for (String location : endpoints.get(0).locations()) {
        assertThat(redeem(altered, location).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      }
    }
    byte[] text = "SELECT * FROM good".getBytes(StandardCharsets.UTF_8);
    for (String location : endpoints.get(0).locations()) {
      assertThat(redeem(text, location).getMessage()).contains("ticket");
      assertThat(redeem(new byte[0], location).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
  }

  @Test
  void aTicketOfAnotherClusterIsRefused() throws Exception {
    try (TestCluster other = TestCluster.builder().workers(1).sharedData(data).build();
        QueryResult result = other.client().query("SELECT * FROM good")) {
      byte[] foreign = result.endpoints().get(0).ticket().toByteArray();
      String location = "grpc+tcp://127.0.0.1:" + cluster.cluster().port();
      SkeinException error = redeem(foreign, location);
      assertThat(error.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      assertThat(error).hasMessageContaining("another cluster");
    }
  }

  private static SkeinException redeem(byte[] ticket, String location) throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator);
        EndpointReader reader =
            new EndpointReader(
                clients, new Endpoint(ByteString.copyFrom(ticket), List.of(location)), allocator)) {
      SkeinException error =
          catchThrowableOfType(SkeinException.class, () -> reader.loadNextBatch());
      assertThat(error).isNotNull();
      return error;
    }
  }

  @Test
  void aPortThatIsInUseIsNamed() {
    int port = cluster.cluster().port();
    LocalCluster local = cluster.cluster();
    SkeinException ofWorker =
        catchThrowableOfType(
            SkeinException.class,
            () ->
                local.startWorker(
                    local
                        .workerOptions("late")
                        .dataFolder(data)
                        .listen("127.0.0.1", port)
                        .build()));
    assertThat(ofWorker)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + port)
        .hasMessageContaining("in use");
    SkeinException ofCoordinator =
        catchThrowableOfType(SkeinException.class, () -> LocalCluster.start(port).close());
    assertThat(ofCoordinator).hasMessageContaining("cannot listen on 127.0.0.1:" + port);
  }

  @Test
  void aDataFolderThatIsMissingIsNamed() {
    LocalCluster local = cluster.cluster();
    Path missing = data.resolve("no such folder");
    assertThat(
            catchThrowableOfType(
                SkeinException.class,
                () -> local.startWorker(local.workerOptions("late").dataFolder(missing).build())))
        .hasMessageContaining(missing.toString());
  }

  @Test
  void tablesWhoseNamesDifferInCaseAloneDoNotDisturbTheOthers(@TempDir Path folder)
      throws Exception {
    try (TableWriter writer = new TableWriter()) {
      writer.writeFile(folder.resolve("Twin/a.parquet"), "SELECT 1 AS a");
      writer.writeFile(folder.resolve("twin/a.parquet"), "SELECT 2 AS b");
      writer.writeFile(folder.resolve("single/a.parquet"), "SELECT 3 AS c");
    }
    try (TestCluster odd = TestCluster.builder().workers(2).sharedData(folder).build()) {
      assertThat(odd.rows("SELECT c FROM single")).isEqualTo(List.of(List.of(3)));
      SkeinException error =
          catchThrowableOfType(SkeinException.class, () -> odd.rows("SELECT * FROM twin"));
      assertThat(error).hasMessageContaining("Twin").hasMessageContaining("twin");
      odd.assertNothingHeld();
    }
  }

  @Test
  void aClusterWithoutWorkersSaysSo() {
    try (LocalCluster empty = LocalCluster.start(0);
        io.skein.client.SkeinClient client =
            io.skein.client.SkeinClient.connect("127.0.0.1", empty.port())) {
      SkeinException error =
          catchThrowableOfType(SkeinException.class, () -> client.fetchAll("SELECT 1"));
      assertThat(error.code()).isEqualTo(ErrorCode.NO_WORKERS);
      assertThat(error).hasMessageContaining("no worker is serving");
    }
  }
}
