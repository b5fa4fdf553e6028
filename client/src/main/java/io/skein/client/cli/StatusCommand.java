package io.skein.client.cli;

import io.skein.client.SkeinClient;
import io.skein.client.output.ResultTable;
import io.skein.protocol.cluster.ClusterStatus;
import io.skein.protocol.cluster.TableState;
import io.skein.protocol.cluster.WorkerSummary;
import io.skein.protocol.table.Column;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code skein status}: says who serves, what can be queried, and how much runs. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows the workers, the tables and how many queries run.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The cluster answered.",
      "1:The cluster gave an error.",
      "2:Wrong usage.",
      "3:No coordinator could be reached."
    })
public final class StatusCommand implements Callable<Integer> {
  private static final List<Column> WORKERS =
      List.of(
          new Column("worker", "VARCHAR"),
          new Column("state", "VARCHAR"),
          new Column("location", "VARCHAR"),
          new Column("duckdb", "VARCHAR"),
          new Column("tables", "BIGINT"),
          new Column("shards", "BIGINT"),
          new Column("tasks", "BIGINT"),
          new Column("problem", "VARCHAR"));

  private static final List<Column> TABLES =
      List.of(
          new Column("table", "VARCHAR"),
          new Column("rows", "BIGINT"),
          new Column("shards", "BIGINT"),
          new Column("replicas", "BIGINT"),
          new Column("problem", "VARCHAR"));

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @Option(names = "--json", description = "Print JSON instead of tables.")
  private boolean json;

  /** Creates the command; picocli sets its options. */
  public StatusCommand() {}

  @Override
  public Integer call() {
    SkeinClient.Builder builder;
    try {
      builder = connection.client();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    try (SkeinClient client = builder.build()) {
      print(client.status(), spec.commandLine().getOut());
      return ErrorReport.DONE;
    } catch (RuntimeException e) {
      return new ErrorReport(spec.commandLine().getErr(), connection.verbose()).report(e);
    }
  }

  private void print(ClusterStatus status, PrintWriter out) {
    if (json) {
      out.println(new String(status.toJson(), StandardCharsets.UTF_8));
    } else {
      new ResultTable(WORKERS, status.members().stream().map(StatusCommand::row).toList())
          .print(out);
      new ResultTable(TABLES, status.tableStates().stream().map(StatusCommand::row).toList())
          .print(out);
      out.println("queries: " + (status.queries().isEmpty() ? "none" : counts(status)));
    }
    out.flush();
  }

  private static String counts(ClusterStatus status) {
    StringBuilder counts = new StringBuilder();
    new TreeMap<>(status.queries())
        .forEach(
            (state, count) ->
                counts
                    .append(counts.isEmpty() ? "" : ", ")
                    .append("%d %s".formatted(count, state.toLowerCase(Locale.ROOT))));
    return counts.toString();
  }

  private static List<String> row(WorkerSummary worker) {
    return List.of(
        worker.id(),
        worker.state(),
        worker.location(),
        worker.duckdbVersion(),
        String.valueOf(worker.tables()),
        String.valueOf(worker.shards()),
        String.valueOf(worker.tasks()),
        worker.problem());
  }

  private static List<String> row(TableState table) {
    return List.of(
        table.name(),
        String.format(Locale.ROOT, "%,d", table.rows()),
        String.valueOf(table.shards()),
        String.valueOf(table.replicas()),
        table.problem());
  }
}
