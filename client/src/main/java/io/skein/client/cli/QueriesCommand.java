package io.skein.client.cli;

import io.skein.client.SkeinClient;
import io.skein.client.output.ResultTable;
import io.skein.protocol.query.QueryStatus;
import io.skein.protocol.table.Column;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code skein queries}: lists the queries that wait and run. */
@Command(
    name = "queries",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the queries that wait and run, whoever asked them.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The list is complete.",
      "1:The cluster gave an error.",
      "2:Wrong usage.",
      "3:No coordinator could be reached."
    })
public final class QueriesCommand implements Callable<Integer> {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", "VARCHAR"),
          new Column("state", "VARCHAR"),
          new Column("lane", "VARCHAR"),
          new Column("age", "VARCHAR"),
          new Column("rows", "VARCHAR"),
          new Column("workers", "VARCHAR"),
          new Column("user", "VARCHAR"),
          new Column("sql", "VARCHAR"));

  private static final int SQL_WIDTH = 60;

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @Option(names = "--all", description = "Show those that were over last, too.")
  private boolean all;

  @Option(names = "--json", description = "Print a JSON array instead of a table.")
  private boolean json;

  /** Creates the command; picocli sets its options. */
  public QueriesCommand() {}

  @Override
  public Integer call() {
    SkeinClient.Builder builder;
    try {
      builder = connection.client();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    try (SkeinClient client = builder.build()) {
      List<QueryStatus> queries =
          client.queries().stream().filter(query -> all || !query.state().isDone()).toList();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(new String(QueryStatus.toJson(queries), StandardCharsets.UTF_8));
        out.flush();
      } else {
        new ResultTable(COLUMNS, queries.stream().map(QueriesCommand::row).toList()).print(out);
      }
      return ErrorReport.DONE;
    } catch (RuntimeException e) {
      return new ErrorReport(spec.commandLine().getErr(), connection.verbose()).report(e);
    }
  }

  private static List<String> row(QueryStatus query) {
    return List.of(
        query.id().value(),
        query.state().name(),
        query.lane(),
        String.format(Locale.ROOT, "%.1f s", query.millis() / 1e3),
        String.format(Locale.ROOT, "%,d", query.rows()),
        String.join(" ", query.workers()),
        query.user(),
        shorten(query.sql()));
  }

  private static String shorten(String sql) {
    int length = sql.codePointCount(0, sql.length());
    return length <= SQL_WIDTH
        ? sql
        : sql.substring(0, sql.offsetByCodePoints(0, SQL_WIDTH - 1)) + "…";
  }
}
