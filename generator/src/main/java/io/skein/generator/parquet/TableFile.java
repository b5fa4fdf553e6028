package io.skein.generator.parquet;

import io.skein.generator.table.Field;
import io.skein.generator.table.GeneratedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;

/**
 * A Parquet file of a table while it is written. It has a temporary name until {@link #finish()}: a
 * file with its final name is whole. Not thread-safe.
 *
 * <p>This is what Parquet's own ParquetWriter does, without the classes of Hadoop that it loads,
 * and with row groups counted in rows.
 */
public final class TableFile<R> implements AutoCloseable {
  /** What the name of a file that is not finished ends with. */
  public static final String UNFINISHED = ".unfinished";

  // No padding is written, so the size at which row groups would be aligned has no effect.
  private static final long ALIGNMENT_BYTES = ParquetProperties.DEFAULT_PAGE_SIZE;
  private static final int MAXIMUM_PADDING_BYTES = 0;

  private final Path path;
  private final Path unfinished;
  private final List<Field<R>> fields;
  private final ParquetFormat format;
  private final MessageType schema;
  private final ParquetProperties properties = ParquetProperties.builder().build();
  private final ParquetFileWriter file;

  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore columns;
  private ColumnWriter[] writers;
  private int rowsInGroup;

  /**
   * Creates the file.
   *
   * @throws IOException if an unfinished file is there, or none can be written
   */
  public TableFile(Path path, GeneratedTable<R> table, ParquetFormat format) throws IOException {
    this.path = path;
    this.unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
    this.fields = table.fields();
    this.format = format;
    this.schema = table.parquetSchema();
    this.file =
        new ParquetFileWriter(
            new LocalOutputFile(unfinished),
            schema,
            ParquetFileWriter.Mode.CREATE,
            ALIGNMENT_BYTES,
            MAXIMUM_PADDING_BYTES,
            null,
            properties);
    file.start();
  }

  /** Adds a row. */
  public void write(R row) throws IOException {
    if (columns == null) {
      startRowGroup();
    }
    for (int i = 0; i < writers.length; i++) {
      fields.get(i).write(row, writers[i]);
    }
    columns.endRecord();
    rowsInGroup++;
    if (rowsInGroup == format.rowGroupRows()) {
      finishRowGroup();
    }
  }

  /** Writes what is left and the footer, and gives the file its name. */
  public void finish() throws IOException {
    if (columns != null) {
      finishRowGroup();
    }
    file.end(Map.of());
    Files.move(unfinished, path);
  }

  /** Releases the file; if it was not finished, it stays under its temporary name. */
  @Override
  public void close() throws IOException {
    releaseRowGroup();
    file.close();
  }

  private void startRowGroup() {
    pages =
        new ColumnChunkPageWriteStore(
            format.compression().compressor(),
            schema,
            properties.getAllocator(),
            properties.getColumnIndexTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    columns = properties.newColumnWriteStore(schema, pages, pages);
    writers =
        schema.getColumns().stream().map(columns::getColumnWriter).toArray(ColumnWriter[]::new);
  }

  private void finishRowGroup() throws IOException {
    file.startBlock(rowsInGroup);
    columns.flush();
    pages.flushToFileWriter(file);
    file.endBlock();
    releaseRowGroup();
  }

  private void releaseRowGroup() {
    if (columns != null) {
      columns.close();
      pages.close();
      columns = null;
      rowsInGroup = 0;
    }
  }
}
