package io.skein.standalone;

import io.skein.client.cli.CancelCommand;
import io.skein.client.cli.QueriesCommand;
import io.skein.client.cli.QueryCommand;
import io.skein.client.cli.StatusCommand;
import io.skein.client.cli.TablesCommand;
import io.skein.coordinator.CoordinatorCommand;
import io.skein.coordinator.security.UserCommand;
import io.skein.generator.GenerateCommand;
import io.skein.standalone.certificate.CertsCommand;
import io.skein.worker.WorkerCommand;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line {@code skein}: every program of Skein but the benchmark. */
@Command(
    name = "skein",
    mixinStandardHelpOptions = true,
    version = "skein 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    description = "SQL over sharded Parquet files: DuckDB on every worker, one coordinator.")
public final class SkeinMain {
  private SkeinMain() {}

  /** The commands whose nodes tell on standard error what they do. */
  private static final Set<String> NODES = Set.of("worker", "coordinator", "zookeeper");

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] arguments) {
    boolean node = arguments.length > 0 && NODES.contains(arguments[0]);
    if (!node && System.getProperty("skein.log.level") == null) {
      // Before the first logger is made: commands that answer a person keep quiet.
      System.setProperty("skein.log.level", "WARN");
    }
    chooseLogFormat(System.getenv("SKEIN_LOG_FORMAT"));
    System.exit(commandLine().execute(arguments));
  }

  private static void chooseLogFormat(String format) {
    if (format == null || format.isEmpty() || format.equals("text")) {
      return;
    }
    if (!format.equals("json")) {
      System.err.printf("SKEIN_LOG_FORMAT must be text or json: %s%n", format);
      System.exit(CommandLine.ExitCode.USAGE);
    }
    System.setProperty("logback.configurationFile", "logback-json.xml");
  }

  /** Returns the command line with all its commands. */
  static CommandLine commandLine() {
    return new CommandLine(new SkeinMain())
        .addSubcommand(new DemoCommand())
        .addSubcommand(new GenerateCommand())
        .addSubcommand(new CertsCommand())
        .addSubcommand(new UserCommand())
        .addSubcommand(new ZooKeeperCommand())
        .addSubcommand(new CoordinatorCommand())
        .addSubcommand(new WorkerCommand())
        .addSubcommand(new QueryCommand())
        .addSubcommand(new TablesCommand())
        .addSubcommand(new StatusCommand())
        .addSubcommand(new QueriesCommand())
        .addSubcommand(new CancelCommand())
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
