package io.skein.it;

import io.skein.client.SkeinClient;
import io.skein.it.random.RandomQuery;
import io.skein.it.random.RandomTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Queries of all lanes whose right answers are known before the cluster is in trouble. */
final class CheckedQueries {
  private static final int NUMBERS = 40_000;
  private static final String NUMBERS_SQL =
      "SELECT i::BIGINT AS id, (i %% 97)::INTEGER AS k, (i * 7919 %% 10007)::BIGINT AS v,"
          + " repeat('n' || i, 20) AS text, DATE '2020-01-01' + (i %% 1000)::INTEGER AS day"
          + " FROM range(%d) AS r(i)";

  private static final List<String> FIXED =
      List.of(
          "SELECT 42 AS answer",
          "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(x, y)",
          "SELECT id, k, text FROM seven.numbers",
          "SELECT id, v FROM seven.numbers WHERE k = 5",
          "SELECT count(*), sum(v), min(text), max(day) FROM seven.numbers",
          "SELECT k, count(*), sum(v) FROM seven.numbers GROUP BY k",
          "SELECT v, count(*) FROM seven.numbers GROUP BY v",
          "SELECT id, text FROM seven.numbers ORDER BY v, id LIMIT 50",
          "SELECT id, v FROM seven.numbers ORDER BY id",
          "SELECT DISTINCT k, v % 10 FROM seven.numbers",
          "SELECT a.k, count(*), sum(b.v) FROM seven.numbers a JOIN seven.numbers b"
              + " ON a.id = b.v GROUP BY a.k",
          "SELECT a.id, b.text FROM seven.numbers a JOIN even.numbers b ON a.v = b.id"
              + " WHERE a.k < 3",
          "SELECT count(*) FROM seven.numbers WHERE v NOT IN (SELECT id FROM even.numbers"
              + " WHERE k = 1)",
          "SELECT k, id, rank() OVER (PARTITION BY k ORDER BY id) AS r FROM even.numbers"
              + " WHERE v < 800",
          "SELECT count(DISTINCT v), count(DISTINCT k) FROM seven.numbers",
          "SELECT k, list(v ORDER BY id) FROM even.numbers WHERE id < 3000 GROUP BY k",
          "SELECT id, row_number() OVER (ORDER BY id) AS n FROM even.numbers WHERE k = 9",
          "SELECT median(v), mode(k), quantile_cont(v, 0.9) FROM seven.numbers",
          "WITH t AS (SELECT k, sum(v) AS s FROM seven.numbers GROUP BY k)"
              + " SELECT a.k, a.s - b.s FROM t a JOIN t b ON a.k = b.k + 1",
          "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 20)"
              + " SELECT n, (SELECT count(*) FROM even.numbers WHERE k = n) FROM r",
          "SELECT day, avg(v) FROM seven.numbers GROUP BY day",
          "SELECT k FROM seven.numbers EXCEPT SELECT k FROM even.numbers WHERE k % 2 = 0",
          "SELECT * FROM even.numbers USING SAMPLE 100%",
          "SELECT text FROM seven.numbers WHERE id = 12345",
          "SELECT k, lag(v, 3) OVER (ORDER BY id), sum(v) OVER (ORDER BY id) FROM even.numbers"
              + " WHERE id < 2000",
          "SELECT a.id, (SELECT max(b.v) FROM even.numbers b WHERE b.id < a.id) FROM"
              + " even.numbers a WHERE a.id < 40",
          "SELECT count(*) FROM even.numbers a, even.numbers b WHERE a.v < b.v AND a.id < 300"
              + " AND b.id < 300",
          "SELECT id, ntile(7) OVER (ORDER BY v, id) FROM even.numbers WHERE k = 11");

  private final List<Checked> queries = new ArrayList<>();
  private final List<ShardedTable> tables;

  /** One query, and its right answer. */
  record Checked(String sql, Answer expected, boolean sequence) {

    /** Has the cluster answer; returns in which way the answer differs, with the lane. */
    Outcome on(SkeinClient client) throws IOException {
      LanedAnswer found = LanedAnswer.fetch(client, sql);
      Optional<String> difference =
          sequence
              ? AnswerComparison.ofSequences(expected, found.answer())
              : AnswerComparison.ofMultisets(expected, found.answer());
      return new Outcome(found.lane(), found.answer(), difference);
    }
  }

  /** What a cluster answered. */
  record Outcome(String lane, Answer answer, Optional<String> difference) {}

  private CheckedQueries(List<ShardedTable> tables) {
    this.tables = tables;
  }

  /**
   * Writes the tables and computes the answers.
   *
   * @param random how many random queries there are beside the fixed ones
   */
  static CheckedQueries write(Path data, int random, long seed) throws SQLException, IOException {
    List<ShardedTable> tables = new ArrayList<>();
    CheckedQueries checked = new CheckedQueries(tables);
    try (TableWriter writer = new TableWriter();
        Oracle oracle = new Oracle()) {
      TableRows numbers = TableRows.of("numbers", "id", NUMBERS_SQL.formatted(NUMBERS));
      tables.add(writer.write(data, Layout.SEVEN, numbers));
      tables.add(writer.write(data, Layout.EVEN, numbers));
      for (RandomTable table : RandomTable.values()) {
        tables.add(
            writer.write(
                data, Layout.SKEW, TableRows.of(table.tableName(), table.key(), table.sql())));
      }
      for (ShardedTable table : tables) {
        oracle.add(table);
      }
      for (String sql : FIXED) {
        checked.queries.add(
            new Checked(sql, oracle.answer(sql), sql.matches(".*numbers ORDER BY [^()]*")));
      }
      checked.addRandom(oracle, random, seed);
    }
    return checked;
  }

  private void addRandom(Oracle oracle, int count, long seed) {
    int before = queries.size();
    for (long next = seed; queries.size() < before + count; next++) {
      RandomQuery query = RandomQuery.of(next, List.of(Layout.SKEW.schema()));
      try {
        Answer answer = oracle.answer(query.sql());
        if (!answer.rows().isEmpty() && answer.rows().size() <= 5_000) {
          queries.add(new Checked(query.sql(), answer, false));
        }
      } catch (SQLException e) {
        // DuckDB refuses it: there is nothing to compare with.
        continue;
      }
    }
  }

  List<ShardedTable> tables() {
    return tables;
  }

  List<Checked> all() {
    return List.copyOf(queries);
  }

  /** Returns a query; every second time one of the fixed ones, which are of all lanes. */
  static Checked any(List<Checked> queries, Random random) {
    int fixed = Math.min(queries.size(), FIXED.size());
    return queries.get(random.nextInt(random.nextBoolean() ? fixed : queries.size()));
  }
}
