package io.skein.generator;

import io.skein.generator.output.ExistingOutput;
import io.skein.generator.output.Placement;
import io.skein.generator.parquet.Compression;
import io.skein.generator.parquet.ParquetFormat;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The arguments that say how a data set is written, whatever it is. */
final class OutputArguments {
  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "12",
      description = "Shards of each table (default: ${DEFAULT-VALUE}).")
  private int shards;

  @Option(
      names = "--files-per-shard",
      paramLabel = "N",
      defaultValue = "2",
      description = "Parquet files of each shard (default: ${DEFAULT-VALUE}).")
  private int filesPerShard;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Write into folders of N workers: data/dataset becomes data/worker-1/dataset and so on.")
  private Optional<Integer> workers = Optional.empty();

  @Option(
      names = "--replicas",
      paramLabel = "R",
      defaultValue = "1",
      description =
          "With --workers: into how many of the folders each shard goes (default: ${DEFAULT-VALUE}).")
  private int replicas;

  @Option(
      names = "--compression",
      paramLabel = "NAME",
      defaultValue = "snappy",
      converter = CompressionConverter.class,
      description = "uncompressed, snappy, gzip or zstd (default: ${DEFAULT-VALUE}).")
  private Compression compression;

  @Option(
      names = "--row-group-rows",
      paramLabel = "N",
      defaultValue = "122880",
      description = "Rows of each row group (default: ${DEFAULT-VALUE}).")
  private int rowGroupRows;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that write (default: one for each processor).")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--overwrite",
      description = "Replace the data set that is there, once the new one is whole.")
  private boolean overwrite;

  /**
   * Returns the options that the arguments mean.
   *
   * @throws IllegalArgumentException if one of them is out of bounds, or they do not fit together
   */
  OutputOptions options(Path path) {
    Placement placement =
        workers.isPresent()
            ? Placement.across(workers.get(), replicas)
            : new Placement(0, replicas);
    OutputOptions options =
        OutputOptions.to(path)
            .withShards(shards, filesPerShard)
            .withPlacement(placement)
            .withFormat(new ParquetFormat(compression, rowGroupRows))
            .withExisting(overwrite ? ExistingOutput.REPLACE : ExistingOutput.KEEP);
    return threads.isPresent() ? options.withThreads(threads.get()) : options;
  }

  /** Reads a compression, with the choices in the error. */
  static final class CompressionConverter implements ITypeConverter<Compression> {
    @Override
    public Compression convert(String value) {
      try {
        return Compression.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
