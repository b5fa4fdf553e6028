package io.skein.it;

import io.skein.protocol.table.TableName;
import io.skein.standalone.testing.TestCluster;
import io.skein.standalone.testing.TestSecurity;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A cluster of three workers with the tables that the tests of clients query, and one DuckDB over
 * the same files: {@code events}, of a million rows in six shards, {@code dataset}, and {@code
 * seven.*}, a table of seven shards for every type. Used by one thread.
 */
final class ClientCluster implements AutoCloseable {
  static final int EVENTS = 1_000_000;
  private static final int SHARDS = 6;

  private final Path data;
  private final Oracle oracle;
  private final TestCluster cluster;

  private ClientCluster(Path data, Oracle oracle, TestCluster cluster) {
    this.data = data;
    this.oracle = oracle;
    this.cluster = cluster;
  }

  /**
   * Writes the tables and starts a cluster that serves them.
   *
   * @param secured whether clients need TLS and a password
   */
  static ClientCluster start(Path data, boolean secured) throws SQLException, IOException {
    Oracle oracle = new Oracle();
    try (TableWriter writer = new TableWriter()) {
      oracle.add(TableName.main("events"), events(writer, data));
      oracle.add(TableName.main("dataset"), List.of(dataset(writer, data)));
      for (ColumnType type : ColumnType.ofParquet()) {
        oracle.add(writer.write(data, Layout.SEVEN, TableRows.of(type.name(), "id", type.rows())));
      }
    }
    TestCluster.Builder builder = TestCluster.builder().workers(3).sharedData(data);
    return new ClientCluster(data, oracle, secured ? builder.secured().build() : builder.build());
  }

  /** The table that the README's examples query. */
  private static Path dataset(TableWriter writer, Path data) throws SQLException, IOException {
    return writer.writeFile(
        data.resolve("dataset").resolve("part.parquet"),
        "SELECT id, 'name ' || id AS name, chr(CAST(65 + id % 5 AS INTEGER)) AS category,"
            + " id / 3 AS value1 FROM range(10000) AS rows(id)");
  }

  private static List<Path> events(TableWriter writer, Path data) throws SQLException, IOException {
    List<Path> files = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      files.add(
          writer.writeFile(
              data.resolve("events").resolve("part-%d.parquet".formatted(shard)),
              """
              SELECT id, chr(CAST(65 + id %% 5 AS INTEGER)) AS category, id / 7 AS value,
                CAST(id %% 1000 AS DECIMAL(12, 2)) / 4 AS amount,
                DATE '2020-01-01' + CAST(id %% 366 AS INTEGER) AS day,
                make_timestamp(1577836800000000 + id * 1000001) AS seen,
                id %% 3 = 0 AS active,
                CASE WHEN id %% 11 = 0 THEN NULL ELSE 'n' || id END AS name
              FROM range(%d) AS rows(id) WHERE id %% %d = %d
              """
                  .formatted(EVENTS, SHARDS, shard)));
    }
    return files;
  }

  TestCluster cluster() {
    return cluster;
  }

  Oracle oracle() {
    return oracle;
  }

  int port() {
    return cluster.cluster().port();
  }

  /** Returns the URL for the Flight SQL driver of JDBC, which ends in a parameter. */
  String jdbcUrl() {
    return "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=%s"
        .formatted(
            port(),
            cluster
                .security()
                .map(files -> "true&tlsRootCerts=" + encoded(files.authorityFile().toString()))
                .orElse("false"));
  }

  /** Returns what the driver of JDBC needs beside the URL. */
  Properties jdbcProperties() {
    Properties properties = new Properties();
    if (cluster.security().isPresent()) {
      properties.setProperty("user", TestSecurity.USER);
      properties.setProperty("password", TestSecurity.PASSWORD);
    }
    return properties;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Returns what programs of other languages need to know, as environment variables. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("SKEIN_TEST_DATA", data.toString());
    environment.put("SKEIN_TEST_HOST", "127.0.0.1");
    environment.put("SKEIN_TEST_PORT", Integer.toString(port()));
    cluster
        .security()
        .ifPresent(
            files -> {
              environment.put("SKEIN_TEST_CA", files.authorityFile().toString());
              environment.put("SKEIN_TEST_USER", TestSecurity.USER);
              environment.put("SKEIN_TEST_PASSWORD", TestSecurity.PASSWORD);
            });
    return environment;
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    try {
      cluster.assertNothingHeld();
    } finally {
      cluster.close();
      oracle.close();
    }
  }
}
