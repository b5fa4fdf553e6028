package io.skein.client.cli;

import io.skein.client.SkeinClient;
import io.skein.client.TableSummary;
import io.skein.client.output.ResultTable;
import io.skein.protocol.table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code skein tables}: lists the tables that can be queried. */
@Command(
    name = "tables",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the tables that can be queried.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The list is complete.",
      "1:The cluster gave an error.",
      "2:Wrong usage.",
      "3:No coordinator could be reached."
    })
public final class TablesCommand implements Callable<Integer> {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("table", "VARCHAR"),
          new Column("columns", "BIGINT"),
          new Column("rows", "BIGINT"),
          new Column("bytes", "BIGINT"));

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  /** Creates the command; picocli sets its options. */
  public TablesCommand() {}

  @Override
  public Integer call() {
    SkeinClient.Builder builder;
    try {
      builder = connection.client();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    try (SkeinClient client = builder.build()) {
      List<List<String>> rows = new ArrayList<>();
      for (TableSummary table : client.tables()) {
        rows.add(
            Arrays.asList(
                table.name().toString(),
                String.valueOf(table.columns().size()),
                known(table.rows()),
                known(table.bytes())));
      }
      new ResultTable(COLUMNS, rows).print(spec.commandLine().getOut());
      return ErrorReport.DONE;
    } catch (RuntimeException e) {
      return new ErrorReport(spec.commandLine().getErr(), connection.verbose()).report(e);
    }
  }

  private static String known(long number) {
    return number < 0 ? null : String.format(Locale.ROOT, "%,d", number);
  }
}
