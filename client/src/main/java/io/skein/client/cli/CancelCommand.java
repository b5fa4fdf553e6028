package io.skein.client.cli;

import io.skein.client.SkeinClient;
import io.skein.protocol.id.QueryId;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code skein cancel}: ends a query wherever it runs. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Cancels a query, wherever it waits or runs.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The query is cancelled.",
      "1:The cluster gave an error.",
      "2:Wrong usage.",
      "3:No coordinator could be reached."
    })
public final class CancelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "ID", description = "The query's id, as './skein queries' shows it.")
  private String id;

  /** Creates the command; picocli sets its options. */
  public CancelCommand() {}

  @Override
  public Integer call() {
    SkeinClient.Builder builder;
    QueryId query;
    try {
      builder = connection.client();
      query = new QueryId(id);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    try (SkeinClient client = builder.build()) {
      List<String> deaf = client.cancel(query);
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          deaf.isEmpty()
              ? "Query %s is cancelled.".formatted(query)
              : "Query %s is cancelled; not told yet: %s".formatted(query, deaf));
      out.flush();
      return ErrorReport.DONE;
    } catch (RuntimeException e) {
      return new ErrorReport(spec.commandLine().getErr(), connection.verbose()).report(e);
    }
  }
}
