package io.skein.generator;

import io.skein.protocol.error.SkeinException;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What both commands do: read the arguments, write with a progress bar, say what came of it. */
final class CommandRun {
  private CommandRun() {}

  /** Runs the command and returns its exit code: 0, 1 after a failure, 2 for bad arguments. */
  static int run(CommandSpec spec, Supplier<DataSet> data, Supplier<OutputOptions> options) {
    CommandLine command = spec.commandLine();
    DataSet dataSet;
    OutputOptions outputOptions;
    try {
      dataSet = data.get();
      outputOptions = options.get();
    } catch (IllegalArgumentException e) {
      return failed(command, e, CommandLine.ExitCode.USAGE);
    }
    try {
      Summary summary = generate(command, dataSet, outputOptions);
      command.getOut().printf("%s: %s%n", outputOptions.path(), summary.describe());
      return CommandLine.ExitCode.OK;
    } catch (SkeinException e) {
      return failed(command, e, CommandLine.ExitCode.SOFTWARE);
    }
  }

  private static Summary generate(CommandLine command, DataSet data, OutputOptions options) {
    if (System.console() == null) {
      return Generator.generate(data, options, Progress.NONE);
    }
    try (ProgressBar bar = new ProgressBar(command.getErr())) {
      return Generator.generate(data, options, bar);
    }
  }

  private static int failed(CommandLine command, RuntimeException error, int exitCode) {
    command.getErr().println("error: " + error.getMessage());
    return exitCode;
  }
}
