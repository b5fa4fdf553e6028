package io.skein.worker.engine;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a worker's DuckDB may use. Immutable.
 *
 * @param memoryLimit as DuckDB's setting of that name: {@code 4GB}; DuckDB's default if empty
 * @param threads how many threads run queries, all together; one for each core if empty
 * @param temporaryFolder where a folder of the engine's own is made for what does not fit into
 *     memory; the system's folder for temporary files if empty
 * @param temporaryLimit how large that folder may grow, as DuckDB's setting {@code
 *     max_temp_directory_size}; what is free on the disk, less a tenth, if empty
 */
public record EngineOptions(
    Optional<String> memoryLimit,
    OptionalInt threads,
    Optional<Path> temporaryFolder,
    Optional<String> temporaryLimit) {
  /** DuckDB's own defaults. */
  public static final EngineOptions DEFAULTS =
      new EngineOptions(Optional.empty(), OptionalInt.empty(), Optional.empty());

  public EngineOptions {
    Objects.requireNonNull(memoryLimit, "memoryLimit");
    Objects.requireNonNull(temporaryFolder, "temporaryFolder");
    Objects.requireNonNull(temporaryLimit, "temporaryLimit");
    if (threads.isPresent() && threads.getAsInt() < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads.getAsInt());
    }
  }

  /** Options with DuckDB's own limit of the temporary folder. */
  public EngineOptions(
      Optional<String> memoryLimit, OptionalInt threads, Optional<Path> temporaryFolder) {
    this(memoryLimit, threads, temporaryFolder, Optional.empty());
  }
}
