package io.skein.client.output;

import io.skein.client.QueryResult;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.SqlText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Writes results to files. A file appears when it is complete, and not at all otherwise. */
public final class ResultFile {

  private ResultFile() {}

  /**
   * Fetches the result into a file, batch by batch; a file that is there is replaced at the end.
   * CSV and JSON are compressed if the name ends in {@code .gz} or {@code .zst}.
   *
   * @return how many rows the file has
   * @throws SkeinException if the result is not complete
   * @throws IOException if the file cannot be written
   */
  public static long write(QueryResult result, OutputFormat format, Path target)
      throws IOException {
    try (PartialFile file = new PartialFile(target)) {
      long rows =
          format == OutputFormat.ARROW
              ? writeArrow(result, target, file.path())
              : copy(result, format, target, file.path());
      if (rows != result.progress().rows()) {
        throw new SkeinException(
            ErrorCode.INTERNAL_ERROR,
            "%d rows arrived, but %d were written".formatted(result.progress().rows(), rows));
      }
      file.complete();
      return rows;
    }
  }

  private static long copy(QueryResult result, OutputFormat format, Path target, Path path)
      throws IOException {
    try (ResultDuckDb duckDb = new ResultDuckDb(result)) {
      String rows =
          format == OutputFormat.PARQUET
              ? ArrivedColumns.forParquet(result.columns(), ResultDuckDb.RELATION)
              : ArrivedColumns.restored(result.columns(), ResultDuckDb.RELATION);
      try (Statement statement = duckDb.connection().createStatement()) {
        return statement.executeLargeUpdate(
            "COPY (%s) TO %s (%s)"
                .formatted(rows, SqlText.literal(path.toString()), options(format, target)));
      } catch (SQLException e) {
        throw duckDb.failure("cannot write " + target, e);
      }
    } catch (SQLException e) {
      throw new IOException("cannot start DuckDB to write " + target, e);
    }
  }

  private static String options(OutputFormat format, Path target) {
    String options =
        switch (format) {
          case CSV -> "FORMAT csv, HEADER true";
          case JSON -> "FORMAT json";
          case PARQUET -> "FORMAT parquet";
          case ARROW -> throw new IllegalArgumentException("DuckDB does not write Arrow files");
        };
    if (format == OutputFormat.PARQUET) {
      return options;
    }
    // DuckDB would look at the extension, which the partial file does not have.
    String name = target.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".gz")) {
      return options + ", COMPRESSION gzip";
    }
    return name.endsWith(".zst") ? options + ", COMPRESSION zstd" : options;
  }

  private static long writeArrow(QueryResult result, Path target, Path path) throws IOException {
    long rows = 0;
    try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ArrowReader reader = result.reader();
        ArrowFileWriter writer =
            new ArrowFileWriter(reader.getVectorSchemaRoot(), reader, channel)) {
      writer.start();
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
        writer.writeBatch();
      }
      writer.end();
    } catch (IOException e) {
      throw new IOException("cannot write %s: %s".formatted(target, e.getMessage()), e);
    }
    return rows;
  }
}
