package io.skein.client.cli;

import io.skein.client.SkeinClient;
import io.skein.client.output.DuckDbLibrary;
import io.skein.client.output.ResultFile;
import io.skein.client.output.ResultTable;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code skein query}: runs a query, and shows the result or writes it to a file. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a query, and shows the first rows of its result or writes all of it to a file.",
      "Without --query and -f, the query is read from standard input."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The result is complete.",
      "1:The query failed, or the file could not be written.",
      "2:Wrong usage; no query was run.",
      "3:No coordinator could be reached."
    })
public final class QueryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private QuerySource source;

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      description =
          "csv, parquet, json (one object per line), arrow (IPC file), or display for a table on"
              + " standard output. Default: what the name of --output-path ends in, else display.")
  private String format;

  @Option(
      names = "--output-path",
      paramLabel = "FILE",
      description =
          "The file to write (query_results.<format>). It appears when it is complete, and only"
              + " then replaces a file of that name. CSV and JSON are compressed if the name ends"
              + " in .gz or .zst.")
  private Path path;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "How many endpoints are read at the same time (all).")
  private Integer parallelism;

  @Option(
      names = "--max-rows",
      paramLabel = "N",
      description = "How many rows display shows (40). No more is fetched than that takes.")
  private Integer maxRows;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long the query may run (as long as the coordinator lets it).")
  private Double timeout;

  /** Creates the command; picocli sets its options. */
  public QueryCommand() {}

  @Override
  public Integer call() {
    // Whatever is wrong with the options is said before the query runs.
    Destination destination;
    String sql;
    SkeinClient.Builder builder;
    try {
      builder = client();
      destination = Destination.of(format, path, maxRows);
      sql = QuerySource.read(source, System.in);
    } catch (IllegalArgumentException | IOException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    // While the query is being planned.
    DuckDbLibrary.loadInBackground();
    try (SkeinClient client = builder.build()) {
      if (destination instanceof Destination.Screen screen) {
        show(client, sql, screen);
      } else if (destination instanceof Destination.File file) {
        write(client, sql, file);
      }
      return ErrorReport.DONE;
    } catch (IOException | RuntimeException e) {
      return new ErrorReport(err(), connection.verbose()).report(e);
    }
  }

  private SkeinClient.Builder client() {
    SkeinClient.Builder builder = connection.client().onNewAttempt(this::announce);
    if (timeout != null) {
      builder.timeLimit(Duration.ofMillis(Math.round(timeout * 1e3)));
    }
    return parallelism == null ? builder : builder.parallelism(parallelism);
  }

  private void announce(SkeinException cause) {
    err().println(cause.describe());
    err().println("Nothing of that is in the result: the query is planned again.");
    err().flush();
  }

  private void show(SkeinClient client, String sql, Destination.Screen screen) throws IOException {
    ResultTable table =
        client.fetch(
            sql,
            result -> {
              try (ProgressLine line = ProgressLine.start(err(), result)) {
                return ResultTable.fetch(result, screen.maxRows());
              }
            });
    table.print(spec.commandLine().getOut());
  }

  private void write(SkeinClient client, String sql, Destination.File file) throws IOException {
    String summary =
        client.fetch(
            sql,
            result -> {
              try (ProgressLine line = ProgressLine.start(err(), result)) {
                long rows = ResultFile.write(result, file.format(), file.path());
                return String.format(
                    Locale.ROOT,
                    "%,d rows, %,d bytes, %.1f s: %s",
                    rows,
                    Files.size(file.path()),
                    line.seconds(),
                    file.path());
              }
            });
    if (Terminal.isStandardError()) {
      err().println(summary);
      err().flush();
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
