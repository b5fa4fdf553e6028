package io.skein.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.client.LoopbackCluster;
import io.skein.client.SqlRows;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TablesCommandTest {

  @Test
  void tablesAreListedByName() throws Exception {
    StringWriter out = new StringWriter();
    try (LoopbackCluster cluster = new LoopbackCluster();
        SqlRows rows = new SqlRows()) {
      var schema = rows.offer("SELECT 1 AS a, 2 AS b").schema();
      cluster.listing(
          FlightInfo.builder(schema, FlightDescriptor.path("tpch", "orders"), List.of())
              .setRecords(1_500_000)
              .setBytes(42)
              .build(),
          FlightInfo.builder(schema, FlightDescriptor.path("main", "dataset"), List.of()).build());
      int exit =
          new CommandLine(new TablesCommand())
              .setOut(new PrintWriter(out))
              .execute("--port", String.valueOf(cluster.port()));
      assertThat(exit).isZero();
    }
    assertThat(out)
        .hasToString(
            """
            ┌─────────────┬─────────┬───────────┬───────┐
            │    table    │ columns │   rows    │ bytes │
            │   varchar   │  int64  │   int64   │ int64 │
            ├─────────────┼─────────┼───────────┼───────┤
            │ dataset     │       2 │      NULL │  NULL │
            │ tpch.orders │       2 │ 1,500,000 │    42 │
            └─────────────┴─────────┴───────────┴───────┘
            (2 rows)
            """);
  }
}
