package io.skein.generator;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code skein generate tpch}, which writes the eight tables of TPC-H. */
@Command(
    name = "tpch",
    description = "Write the eight tables of TPC-H, each into a folder of its own.",
    mixinStandardHelpOptions = true)
final class TpchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--scale",
      paramLabel = "FACTOR",
      defaultValue = "0.1",
      description = "The scale factor: 1 is about 8.7 million rows (default: ${DEFAULT-VALUE}).")
  private double scale;

  @Option(
      names = "--output-path",
      paramLabel = "FOLDER",
      defaultValue = "data/tpch",
      description = "Folder of the tables' folders (default: ${DEFAULT-VALUE}).")
  private Path outputPath;

  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    refuseMisplacedOptions();
    return CommandRun.run(spec, () -> DataSet.tpch(scale), () -> output.options(outputPath));
  }

  /** An option of {@code generate} before the word {@code tpch} would have no effect. */
  private void refuseMisplacedOptions() {
    for (OptionSpec option : spec.parent().commandLine().getParseResult().matchedOptions()) {
      throw new ParameterException(
          spec.commandLine(),
          "%s belongs after 'tpch': generate tpch %s ..."
              .formatted(option.longestName(), option.longestName()));
    }
  }
}
