package io.skein.client.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.client.LoopbackCluster;
import io.skein.client.LoopbackCluster.Answer;
import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.client.SqlRows;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class ResultDuckDbTest {

  /** About one in a hundred failing results hung where DuckDB wrote with threads of their own. */
  @Test
  void filesAreWrittenByTheThreadsThatFillThem() throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster();
        SqlRows rows = new SqlRows()) {
      cluster.answering(Answer.of(rows.offer("SELECT 1 AS a")));
      try (SkeinClient client = cluster.client();
          QueryResult result = client.query("SELECT");
          ResultDuckDb duckDb = new ResultDuckDb(result);
          Statement statement = duckDb.connection().createStatement();
          ResultSet setting =
              statement.executeQuery("SELECT current_setting('async_threads')::BIGINT")) {
        assertThat(setting.next()).isTrue();
        assertThat(setting.getLong(1)).isZero();
      }
    }
  }
}
