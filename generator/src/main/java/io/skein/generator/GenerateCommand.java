package io.skein.generator;

import io.skein.protocol.table.Sharding;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code skein generate}, which writes the table {@code dataset}. */
@Command(
    name = "generate",
    description = "Write a sharded Parquet data set: the table 'dataset', or TPC-H's tables.",
    mixinStandardHelpOptions = true,
    subcommands = TpchCommand.class)
public final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--num-records",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Rows (default: ${DEFAULT-VALUE}).")
  private long records;

  @Option(
      names = "--output-path",
      paramLabel = "FOLDER",
      defaultValue = "data/dataset",
      description = "Folder of the table (default: ${DEFAULT-VALUE}).")
  private Path outputPath;

  @Option(
      names = "--shard-by",
      paramLabel = "RULE",
      defaultValue = "none",
      converter = ShardByConverter.class,
      description =
          "How rows are divided: none, hash:COLUMN or range:COLUMN (default: ${DEFAULT-VALUE}).")
  private Sharding sharding;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The same seed gives the same rows (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    return CommandRun.run(
        spec, () -> DataSet.dataset(records, seed, sharding), () -> output.options(outputPath));
  }
}
