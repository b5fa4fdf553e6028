package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Flight SQL driver of JDBC reads is what one DuckDB over the same files has. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class JdbcClientTests {
  private ClientCluster cluster;
  private Connection connection;

  /** Whether clients need TLS and a password. */
  abstract boolean secured();

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    cluster = ClientCluster.start(data, secured());
    connection = connect("");
  }

  @AfterAll
  void stop() throws Exception {
    try {
      connection.close();
    } finally {
      cluster.close();
    }
  }

  ClientCluster cluster() {
    return cluster;
  }

  private Connection connect(String parameters) throws SQLException {
    return DriverManager.getConnection(cluster.jdbcUrl() + parameters, cluster.jdbcProperties());
  }

  @Test
  void everyQuestionAboutTheDatabaseHasAnAnswer() throws Exception {
    DatabaseMetaData metadata = connection.getMetaData();
    List<String> failed = new ArrayList<>();
    for (Method method : DatabaseMetaData.class.getDeclaredMethods()) {
      if (method.getParameterCount() == 0) {
        try {
          if (method.invoke(metadata) instanceof ResultSet rows) {
            rows.close();
          }
        } catch (InvocationTargetException e) {
          if (!(e.getCause() instanceof SQLFeatureNotSupportedException)) {
            failed.add(method.getName() + ": " + e.getCause());
          }
        }
      }
    }
    assertThat(failed).isEmpty();
    assertThat(metadata.getDatabaseProductName()).isEqualTo("Skein");
    assertThat(metadata.isReadOnly()).isTrue();
    assertThat(metadata.getIdentifierQuoteString()).isEqualTo("\"");
  }

  @Test
  void aTreeOfCatalogsSchemasTablesAndColumnsCanBeBrowsed() throws Exception {
    DatabaseMetaData metadata = connection.getMetaData();
    assertThat(column(metadata.getCatalogs(), "TABLE_CAT")).containsExactly("skein");
    assertThat(column(metadata.getSchemas("skein", "%"), "TABLE_SCHEM"))
        .containsExactly("main", "seven");
    assertThat(column(metadata.getTableTypes(), "TABLE_TYPE")).containsExactly("TABLE");
    String[] types = {"TABLE", "VIEW"};
    assertThat(column(metadata.getTables("skein", "main", "%", types), "TABLE_NAME"))
        .containsExactly("dataset", "events");
    assertThat(column(metadata.getTables(null, "sev%", "_nt\\_list", types), "TABLE_NAME"))
        .containsExactly("int_list");
    assertThat(column(metadata.getTables(null, null, "%", new String[] {"VIEW"}), "TABLE_NAME"))
        .isEmpty();
    assertThat(column(metadata.getColumns("skein", "main", "events", "%"), "COLUMN_NAME"))
        .containsExactly("id", "category", "value", "amount", "day", "seen", "active", "name");
    assertThat(column(metadata.getColumns(null, "seven", "decimal_9_2", "value"), "TYPE_NAME"))
        .containsExactly("DECIMAL(9,2)");
    assertThat(column(metadata.getPrimaryKeys("skein", "main", "events"), "PK_NAME")).isEmpty();
    assertThat(column(metadata.getImportedKeys("skein", "main", "events"), "PK_NAME")).isEmpty();
    assertThat(column(metadata.getExportedKeys("skein", "main", "events"), "PK_NAME")).isEmpty();
  }

  private static List<String> column(ResultSet rows, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        values.add(rows.getString(name));
      }
    }
    return values;
  }

  @TestFactory
  Stream<DynamicTest> valuesOfEveryTypeAreRead() {
    return ColumnType.ofParquet().stream()
        .map(type -> DynamicTest.dynamicTest(type.name(), () -> requireSameValues(type)));
  }

  private void requireSameValues(ColumnType type) throws SQLException {
    Map<Integer, String> expected = new TreeMap<>();
    String sql = "SELECT id, %s FROM seven.%s".formatted(JdbcValues.comparable(type), type.name());
    for (List<String> row : cluster.oracle().answer(sql).rows()) {
      expected.put(Integer.valueOf(row.get(0)), JdbcValues.canonical(type, row.get(1)));
    }
    // Without an order there are several endpoints.
    Map<Integer, String> actual = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, value FROM seven." + type.name())) {
      while (rows.next()) {
        int id = rows.getInt(1);
        boolean compared = !JdbcValues.NOT_COMPARED.equals(expected.get(id));
        actual.put(id, compared ? JdbcValues.read(type, rows, 2) : JdbcValues.NOT_COMPARED);
      }
    }
    assertThat(actual).isEqualTo(expected);
  }

  /** The driver reads bits of unsigned numbers as if there were a sign, which one by which way. */
  @ParameterizedTest
  @CsvSource({
    "utinyint, 255, SMALLINT",
    "usmallint, 65535, INTEGER",
    "uinteger, 4294967295, BIGINT",
    "ubigint, 18446744073709551615, DECIMAL"
  })
  void unsignedNumbersHaveNoSignByWhateverWayTheyAreRead(String type, String most, String name)
      throws Exception {
    JDBCType announced = JDBCType.valueOf(name);
    String sql = "SELECT max(value), list(max(value)) OVER () FROM seven." + type;
    try (PreparedStatement prepared = connection.prepareStatement(sql);
        ResultSet columns = connection.getMetaData().getColumns(null, "seven", type, "value");
        Statement statement = connection.createStatement()) {
      assertThat(prepared.getMetaData().getColumnType(1))
          .isEqualTo(announced.getVendorTypeNumber());
      assertThat(columns.next()).isTrue();
      assertThat(columns.getInt("DATA_TYPE")).isEqualTo(announced.getVendorTypeNumber());
      assertThat(columns.getString("TYPE_NAME")).isEqualTo(type.toUpperCase(Locale.ROOT));
      for (ResultSet rows : List.of(statement.executeQuery(sql), prepared.executeQuery())) {
        try (rows) {
          assertThat(rows.getMetaData().getColumnType(1))
              .isEqualTo(announced.getVendorTypeNumber());
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo(most);
          assertThat(rows.getObject(1)).hasToString(most);
          assertThat(rows.getBigDecimal(1)).isEqualByComparingTo(most);
          assertThat(rows.getDouble(1)).isEqualTo(Double.parseDouble(most));
          assertThat(rows.getLong(1)).isEqualTo(new BigDecimal(most).longValue());
          assertThat(rows.getString(2)).isEqualTo("[%s]".formatted(most));
          assertThat((Object[]) rows.getArray(2).getArray())
              .hasSize(1)
              .allSatisfy(value -> assertThat(value).hasToString(most));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tinyint, 383",
    "smallint, 98303",
    "integer, 6442450943",
    "utinyint, -1",
    "usmallint, -1",
    "uinteger, -1",
    "uinteger, 8589934591"
  })
  void aNumberThatTheColumnCannotHaveIsNotCutToOneThatItHas(String type, long value)
      throws Exception {
    String sql = "SELECT id FROM seven.%s WHERE value = ".formatted(type);
    assertThat(cluster.oracle().answer(sql + value).rows()).isEmpty();
    try (PreparedStatement statement = connection.prepareStatement(sql + "?")) {
      statement.setLong(1, value);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void aWholeNumberHasTheTypeThatTheStatementExpects() throws Exception {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT CASE WHEN value = 0 THEN ? ELSE value END AS n FROM seven.integer WHERE value = 0")) {
      assertThat(statement.getMetaData().getColumnType(1)).isEqualTo(Types.INTEGER);
      for (Integer more : new Integer[] {29, null, -1}) {
        statement.setObject(1, more, Types.INTEGER);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.INTEGER);
          assertThat(rows.next()).isTrue();
          assertThat(rows.getObject(1)).isEqualTo(more);
        }
      }
      statement.setLong(1, 1L << 40);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(1L << 40);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> parametersOfEveryTypeAreBound() {
    return ColumnType.ofParquet().stream()
        .filter(JdbcValues::canBind)
        .map(type -> DynamicTest.dynamicTest(type.name(), () -> requireSameMatches(type)));
  }

  private void requireSameMatches(ColumnType type) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id FROM seven.%s WHERE value = ?".formatted(type.name()))) {
      for (String value : JdbcValues.bindable(type)) {
        String sql =
            "SELECT id FROM seven.%s WHERE value = %s".formatted(type.name(), type.cast(value));
        List<String> expected =
            cluster.oracle().answer(sql).rows().stream().map(row -> row.get(0)).sorted().toList();
        String shown = type.type().equals("BLOB") ? "hex(%s)" : "%s";
        String text =
            cluster
                .oracle()
                .answer("SELECT " + shown.formatted(type.cast(value)))
                .rows()
                .get(0)
                .get(0);
        JdbcValues.bind(type, statement, 1, text);
        List<String> actual = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            actual.add(rows.getString(1));
          }
        }
        assertThat(actual).as(sql).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  @Test
  void aStatementIsRunAgainWithOtherValues() throws Exception {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT name, ? FROM events WHERE id = ?")) {
      for (long id : new long[] {1, 999_999, 500_000}) {
        statement.setString(1, "it's ?" + id);
        statement.setLong(2, id);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.getMetaData().getColumnName(2)).isEqualTo("$1");
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo(id % 11 == 0 ? null : "n" + id);
          assertThat(rows.getString(2)).isEqualTo("it's ?" + id);
          assertThat(rows.next()).isFalse();
        }
      }
    }
  }

  @Test
  void aMillionRowsArriveWhole() throws Exception {
    String sql = "SELECT id, category, amount FROM events";
    assertThat(cluster.cluster().lane(sql)).isEqualTo("SCATTER");
    long count = 0;
    long sum = 0;
    double amount = 0;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        count++;
        sum += rows.getLong(1);
        amount += rows.getDouble(3);
      }
    }
    List<String> expected =
        cluster
            .oracle()
            .answer("SELECT count(*), sum(id)::BIGINT, sum(amount)::BIGINT FROM events")
            .rows()
            .get(0);
    assertThat(List.of("" + count, "" + sum, "" + Math.round(amount))).isEqualTo(expected);
  }

  @Test
  void orderedRowsArriveInOrder() throws Exception {
    long last = Long.MAX_VALUE;
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT id FROM events WHERE id % 10 = 3 ORDER BY id DESC")) {
      long count = 0;
      while (rows.next()) {
        assertThat(rows.getLong(1)).isLessThan(last);
        last = rows.getLong(1);
        count++;
      }
      assertThat(count).isEqualTo(ClientCluster.EVENTS / 10);
    }
  }

  @Test
  void aCancelledStatementEndsItsWork() throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, i FROM events, range(2000) AS r(i)")) {
      assertThat(rows.next()).isTrue();
      statement.cancel();
    }
    cluster.cluster().assertNothingHeld();
  }

  @Test
  void whatWritesIsRefusedWithAWord() throws Exception {
    for (String sql :
        List.of(
            "INSERT INTO events VALUES (1)",
            "CREATE TABLE x (a INTEGER)",
            "DELETE FROM events",
            "COPY events TO 'x.csv'",
            "SET threads = 1")) {
      try (Statement statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql))
            .hasStackTraceContaining("Skein answers queries only");
        assertThatThrownBy(() -> statement.executeUpdate(sql))
            .hasStackTraceContaining("Skein answers queries only");
      }
    }
    assertThatThrownBy(() -> connection.createStatement().execute("SELECT 1; SELECT 2"))
        .hasStackTraceContaining("one statement at a time");
    assertThatThrownBy(() -> connection.createStatement().execute("SELECT nme FROM events"))
        .hasStackTraceContaining("Referenced column \"nme\" not found");
  }

  @Test
  void theSessionsSchemaIsLookedIntoFirst() throws Exception {
    try (Connection session = connect("&schema=seven");
        Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery("SELECT max(value) FROM tinyint")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(127);
    }
    try (Connection session = connect("&schema=nine");
        Statement statement = session.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT 1"))
          .hasStackTraceContaining("the session's schema nine does not exist");
    }
  }

  @Test
  void theOneCatalogCanBeNamedInTheUrl() throws Exception {
    Connection session = connect("&catalog=skein");
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM events")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(ClientCluster.EVENTS);
    }
    try {
      session.close();
    } catch (SQLException e) {
      // The driver closes a connection with a catalog twice, and calls the server each time.
      assertThat(e.getMessage()).contains("Channel shutdown invoked");
    }
    assertThatThrownBy(() -> connect("&catalog=other")).hasStackTraceContaining("catalog");
  }
}
