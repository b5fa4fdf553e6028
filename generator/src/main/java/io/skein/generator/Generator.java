package io.skein.generator;

import io.skein.generator.output.Output;
import io.skein.generator.table.GeneratedTable;
import io.skein.protocol.concurrent.ParallelRun;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * The writing of a data set: all of it or nothing. Until the last moment it lies in hidden folders
 * beside its place; a run that fails removes them, and one that dies leaves them to the next run.
 */
public final class Generator {
  /** Bytes of a row that a file holds until its row group is full; measured, and rounded up. */
  private static final long BUFFERED_BYTES_PER_ROW = 160;

  private static final long BUFFERED_BYTES_PER_FILE = 1 << 20;

  private final OutputOptions options;
  private final Progress progress;

  private Generator(OutputOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Writes the data set and returns what was written.
   *
   * @throws SkeinException with code INVALID_REQUEST if something is there that has to stay,
   *     CANCELLED if this thread is interrupted, and INTERNAL_ERROR if files cannot be written
   */
  public static Summary generate(DataSet data, OutputOptions options, Progress progress) {
    return new Generator(options, progress).generate(data);
  }

  private Summary generate(DataSet data) {
    List<GeneratedTable<?>> tables = data.tables(options.shards());
    List<String> names = tables.stream().map(GeneratedTable::name).toList();
    RunCounter counter = new RunCounter(expectedRows(tables), progress);
    try (Output output =
        Output.prepare(
            options.path(), options.placement(), options.existing(), data.layout(), names)) {
      writeFiles(tables, output, counter);
      output.requireFiles(counter.summary().files());
      writeManifests(tables, output);
      output.commit();
      return counter.summary();
    } catch (IOException e) {
      throw new SkeinException(
          ErrorCode.INTERNAL_ERROR, "cannot write %s: %s".formatted(options.path(), reason(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(
          ErrorCode.CANCELLED, "writing %s was interrupted".formatted(options.path()), e);
    }
  }

  private void writeFiles(List<GeneratedTable<?>> tables, Output output, RunCounter counter)
      throws IOException, InterruptedException {
    List<PassRun<?>> runs = new ArrayList<>();
    for (GeneratedTable<?> table : tables) {
      addRuns(table, output, counter, runs);
    }
    try {
      ParallelRun.run(runs, options.threads(), "generate");
    } catch (ExecutionException e) {
      rethrow(e.getCause());
    }
  }

  private <R> void addRuns(
      GeneratedTable<R> table, Output output, RunCounter counter, List<PassRun<?>> runs) {
    int files = table.replicated() ? 1 : options.filesPerShard();
    for (Pass pass : Pass.over(table, files, options.threads(), openFiles())) {
      runs.add(new PassRun<>(table, pass, options, output, counter));
    }
  }

  /** Returns how many files can be written at once in a third of the memory. */
  private int openFiles() {
    long bytesPerFile =
        BUFFERED_BYTES_PER_FILE + BUFFERED_BYTES_PER_ROW * options.format().rowGroupRows();
    return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 3 / bytesPerFile);
  }

  /** Every folder has the manifest of every table, also where none of the table's shards lie. */
  private void writeManifests(List<GeneratedTable<?>> tables, Output output) throws IOException {
    for (GeneratedTable<?> table : tables) {
      for (int folder : options.placement().allFolders()) {
        output.writeManifest(folder, table.name(), table.manifest());
      }
    }
  }

  private static long expectedRows(List<GeneratedTable<?>> tables) {
    return tables.stream().mapToLong(table -> table.rows().expectedRows()).sum();
  }

  private static void rethrow(Throwable cause) throws IOException, InterruptedException {
    if (cause instanceof IOException error) {
      throw error;
    }
    if (cause instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (cause instanceof RuntimeException error) {
      throw error;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(cause);
  }

  /** Exceptions of java.nio say in their class what went wrong, and in their message only where. */
  private static String reason(IOException error) {
    if (error instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (error instanceof NoSuchFileException missing) {
      return missing.getFile() + " is not there";
    }
    if (error instanceof FileAlreadyExistsException existing) {
      return existing.getFile() + " is a file";
    }
    if (error instanceof NotDirectoryException file) {
      return file.getFile() + " is not a folder";
    }
    if (error instanceof FileSystemException other && other.getReason() != null) {
      return other.getReason() + " (" + other.getFile() + ")";
    }
    return error.getMessage();
  }
}
