package io.skein.planner.render;

import com.teradata.tpcds.Results;
import com.teradata.tpcds.Session;
import com.teradata.tpcds.Table;
import io.airlift.tpch.TpchEntity;
import io.airlift.tpch.TpchTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** The tables of the query corpora, with few rows. Not thread-safe. */
public final class CorpusTables {
  private static final double TPCH_SCALE = 0.005;
  private static final double TPCDS_SCALE = 0.01;
  private static final int TPCDS_ROWS_PER_TABLE = 20_000;

  private final PlanningDuckDb database;
  private final Path schemas;

  /**
   * Creates tables.
   *
   * @param database where the tables are to be
   * @param corpora the folder of the corpora
   */
  public CorpusTables(PlanningDuckDb database, Path corpora) {
    this.database = database;
    this.schemas = corpora.resolve("schema");
  }

  private void createFrom(String file) throws IOException, SQLException {
    database.execute(Files.readString(schemas.resolve(file)));
  }

  /** Creates the TPC-H tables. */
  public CorpusTables tpch() throws IOException, SQLException {
    createFrom("tpch.sql");
    for (TpchTable<?> table : TpchTable.getTables()) {
      Iterator<? extends TpchEntity> rows = table.createGenerator(TPCH_SCALE, 1, 1).iterator();
      load(
          table.getTableName(),
          () -> rows.hasNext() ? Arrays.asList(rows.next().toLine().split("\\|")) : null,
          "*");
    }
    return this;
  }

  /** Creates tables with invented rows, a tenth as many as the same tables of the data have. */
  CorpusTables shells(String schema, PlanningDuckDb data) throws IOException, SQLException {
    createFrom(schema);
    for (List<String> table : database.rows("SELECT table_name FROM duckdb_tables()")) {
      String name = table.get(0);
      long rows =
          Long.parseLong(data.rows("SELECT count(*) FROM main." + name).get(0).get(0)) / 10 + 1;
      String values =
          database.rows("DESCRIBE " + name).stream()
              .map(column -> invented(column.get(1)))
              .collect(Collectors.joining(", "));
      database.execute(
          "INSERT INTO %s SELECT %s FROM range(%d) r(i)".formatted(name, values, rows));
    }
    return this;
  }

  private static String invented(String type) {
    return switch (type) {
      case "INTEGER", "BIGINT" -> "i % 100";
      case "VARCHAR" -> "'x'";
      case "DATE" -> "DATE '2000-01-01'";
      default -> "CAST(0 AS " + type + ")";
    };
  }

  /**
   * Creates views of the TPC-H tables whose columns have no prefixes, and makes them the default.
   */
  public void unprefixed() throws IOException, SQLException {
    createFrom("tpch-unprefixed-views.sql");
    database.execute("SET search_path = 't'");
  }

  /** Creates the TPC-DS tables. */
  public void tpcds() throws IOException, SQLException {
    createFrom("tpcds.sql");
    Session session = Session.getDefaultSession().withScale(TPCDS_SCALE).withNoSexism(true);
    for (Table table : Table.getBaseTables()) {
      if (table.getName().equals("dbgen_version") || table.isChild()) {
        continue;
      }
      Iterator<List<List<String>>> rows = Results.constructResults(table, session).iterator();
      loadTpcds(table, rows);
    }
  }

  /** Loads a table; a row of a sales table comes with its row of the returns table, if any. */
  private void loadTpcds(Table table, Iterator<List<List<String>>> rows) throws SQLException {
    Rowset own = staging(table.getName());
    Rowset child = table.hasChild() ? staging(table.getChild().getName()) : null;
    int limit = table.getName().equals("date_dim") ? 80_000 : TPCDS_ROWS_PER_TABLE;
    for (int i = 0; i < limit && rows.hasNext(); i++) {
      List<List<String>> row = rows.next();
      own.append(row.get(0));
      if (row.size() > 1) {
        child.append(row.get(1));
      }
    }
    own.finish();
    if (child != null) {
      child.finish();
    }
  }

  /** Rows of text on their way into a table. */
  private final class Rowset {
    private final String table;
    private final DuckDBAppender appender;
    private final String select;

    Rowset(String table, DuckDBAppender appender, String select) {
      this.table = table;
      this.appender = appender;
      this.select = select;
    }

    void append(List<String> row) throws SQLException {
      appender.beginRow();
      for (String value : row) {
        appender.append(value);
      }
      appender.endRow();
    }

    void finish() throws SQLException {
      appender.close();
      database.execute(
          "INSERT INTO main.%s SELECT %s FROM staging_%s".formatted(table, select, table));
      database.execute("DROP TABLE staging_" + table);
    }
  }

  /** Only some of the demographics have rows here, so that references to them are folded. */
  private Rowset staging(String table) throws SQLException {
    List<String> names =
        database.rows("DESCRIBE main." + table).stream().map(row -> row.get(0)).toList();
    String select =
        names.stream()
            .map(
                name ->
                    name.endsWith("_cdemo_sk")
                        ? "CAST(%s AS INTEGER) %% %d + 1".formatted(name, TPCDS_ROWS_PER_TABLE)
                        : name)
            .collect(Collectors.joining(", "));
    return staging(table, names, select);
  }

  private Rowset staging(String table, List<String> names, String select) throws SQLException {
    String columns =
        names.stream().map(name -> name + " VARCHAR").collect(Collectors.joining(", "));
    database.execute("CREATE TABLE main.staging_%s(%s)".formatted(table, columns));
    DuckDBConnection connection = database.connection().unwrap(DuckDBConnection.class);
    return new Rowset(table, connection.createAppender("main", "staging_" + table), select);
  }

  private interface Source {
    List<String> next();
  }

  private void load(String table, Source source, String select) throws SQLException {
    List<String> first = source.next();
    List<String> names = IntStream.range(0, first.size()).mapToObj(i -> "c" + i).toList();
    Rowset rows = staging(table, names, select);
    for (List<String> row = first; row != null; row = source.next()) {
      rows.append(row);
    }
    rows.finish();
  }

  /** Creates the star schema benchmark's tables. */
  public void ssb() throws IOException, SQLException {
    createFrom("ssb.sql");
    database.execute(
        """
        INSERT INTO dates SELECT CAST(strftime(d, '%Y%m%d') AS INTEGER), strftime(d, '%B %-d, %Y'),
          dayname(d), monthname(d), year(d), year(d) * 100 + month(d), strftime(d, '%b%Y'),
          dayofweek(d) + 1, day(d), dayofyear(d), month(d), week(d), 'Winter', 0, 1, 0, 1
          FROM (SELECT DATE '1992-01-01' + CAST(i AS INTEGER) AS d FROM range(2556) r(i));
        CREATE MACRO region(i) AS ['AMERICA', 'ASIA', 'EUROPE', 'AFRICA', 'MIDDLE EAST'][i % 5 + 1];
        CREATE MACRO nation(i) AS ['UNITED STATES', 'CHINA', 'UNITED KINGDOM', 'EGYPT', 'IRAN'][i % 5 + 1];
        CREATE MACRO city(i) AS substr(nation(i), 1, 8) || ' ' || ((i // 5) % 10);
        INSERT INTO customer SELECT i, 'Customer' || i, 'a' || i, replace(city(i), 'UNITED K ', 'UNITED KI'),
          nation(i), region(i), 'p' || i, 'BUILDING' FROM range(1, 301) r(i);
        INSERT INTO supplier SELECT i, 'Supplier' || i, 'a' || i, replace(city(i), 'UNITED K ', 'UNITED KI'),
          nation(i), region(i), 'p' || i FROM range(1, 51) r(i);
        INSERT INTO part SELECT i, 'part' || i, 'MFGR#' || (i % 5 + 1), 'MFGR#' || (i % 5 + 1) || (i % 4 + 1),
          'MFGR#' || (i % 5 + 1) || (i % 4 + 1) || (20 + i % 20), 'red', 'type', i % 50, 'box' FROM range(1, 401) r(i);
        INSERT INTO lineorder SELECT i // 4, i % 4, hash(i) % 300 + 1, hash(i + 1) % 400 + 1, hash(i + 2) % 50 + 1,
          CAST(strftime(DATE '1992-01-01' + CAST(hash(i + 3) % 2500 AS INTEGER), '%Y%m%d') AS INTEGER),
          '1-URGENT', 0, hash(i + 4) % 50 + 1, hash(i + 5) % 10000, hash(i + 6) % 50000, hash(i + 7) % 11,
          hash(i + 8) % 10000, hash(i + 9) % 6000, hash(i + 10) % 9, 19940101, 'AIR' FROM range(20000) r(i);
        """);
  }

  /** Creates ClickBench's table. */
  public void clickbench() throws IOException, SQLException {
    createFrom("clickbench.sql");
    String select =
        database.rows("DESCRIBE hits").stream()
            .map(column -> hitsColumn(column.get(0), column.get(1)))
            .collect(Collectors.joining(", "));
    database.execute("INSERT INTO hits SELECT " + select + " FROM range(4000) r(i)");
  }

  private static String hitsColumn(String name, String type) {
    String hash = "CAST(hash(i, '" + name + "') % 1000003 AS BIGINT)";
    return switch (name) {
      case "CounterID" -> "61 + " + hash + " % 3";
      case "EventDate" -> "DATE '2013-07-01' + CAST(" + hash + " % 31 AS INTEGER)";
      case "UserID" -> "435090932899640440 + " + hash + " % 20";
      case "IsRefresh", "DontCountHits", "IsLink", "IsDownload" -> hash + " % 3 // 2";
      case "TraficSourceID" -> "CAST(" + hash + " % 8 AS INTEGER) - 1";
      case "RefererHash" -> "3594120000172545460 + " + hash + " % 10";
      case "URLHash" -> "2868770270353813620 + " + hash + " % 10";
      case "URL" ->
          "'http://' || ['', 'www.google.', 'google', 'x.'][1 + "
              + hash
              + " % 4] || "
              + hash
              + " % 90";
      case "Referer" -> "'https://www.r" + "' || " + hash + " % 20 || '.com/' || " + hash + " % 7";
      case "Title" -> "['Google', '', 'News'][1 + " + hash + " % 3] || " + hash + " % 30";
      case "SearchPhrase" ->
          "CASE WHEN " + hash + " % 3 = 0 THEN '' ELSE 'phrase ' || " + hash + " % 40 END";
      default ->
          switch (type) {
            case "VARCHAR" ->
                "CASE WHEN " + hash + " % 2 = 0 THEN '' ELSE 'v' || " + hash + " % 9 END";
            case "TIMESTAMP" ->
                "TIMESTAMP '2013-07-01' + to_seconds(CAST(" + hash + " % 2678400 AS INTEGER))";
            case "DATE" -> "DATE '2013-07-01'";
            default -> hash + " % 50";
          };
    };
  }

  /** Creates the tables of db-benchmark. */
  public void h2o() throws SQLException {
    database.execute(
        """
        CREATE TABLE x_group AS SELECT 'id' || hash(i) % 10 AS id1, 'id' || hash(i + 1) % 10 AS id2,
          'id' || hash(i + 2) % 300 AS id3, CAST(hash(i + 3) % 10 AS INTEGER) AS id4,
          CAST(hash(i + 4) % 10 AS INTEGER) AS id5, CAST(hash(i + 5) % 300 AS INTEGER) AS id6,
          CAST(hash(i + 6) % 5 + 1 AS INTEGER) AS v1, CAST(hash(i + 7) % 15 + 1 AS INTEGER) AS v2,
          CASE WHEN i % 17 = 0 THEN NULL ELSE (hash(i + 8) % 100000) / 1000 END AS v3 FROM range(5000) r(i);
        CREATE TABLE x AS SELECT CAST(hash(i) % 12 AS INTEGER) AS id1, CAST(hash(i + 1) % 120 AS INTEGER) AS id2,
          i AS id3, 'id' || hash(i) % 12 AS id4, 'id' || hash(i + 1) % 120 AS id5, 'id' || i AS id6,
          i / 7 AS v1 FROM range(3000) r(i);
        CREATE TABLE small AS SELECT i AS id1, 'id' || i AS id4, i / 3 AS v2 FROM range(10) r(i);
        CREATE TABLE medium AS SELECT i % 10 AS id1, i AS id2, 'id' || i % 10 AS id4, 'id' || i AS id5,
          i / 3 AS v2 FROM range(100) r(i);
        CREATE TABLE big AS SELECT i % 10 AS id1, i % 100 AS id2, i * 2 AS id3, 'id' || i % 10 AS id4,
          'id' || i % 100 AS id5, 'id' || i AS id6, i / 3 AS v2 FROM range(3000) r(i);
        """);
  }
}
