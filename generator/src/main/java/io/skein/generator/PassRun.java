package io.skein.generator;

import io.skein.generator.output.Output;
import io.skein.generator.output.Placement;
import io.skein.generator.parquet.TableFile;
import io.skein.generator.table.GeneratedTable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;

/** The writing of one pass over a table: the files in their first folders, then their replicas. */
final class PassRun<R> implements Callable<Void> {
  private static final int ROWS_BETWEEN_REPORTS = 4096;

  private final GeneratedTable<R> table;
  private final Pass pass;
  private final OutputOptions options;
  private final Output output;
  private final RunCounter counter;

  PassRun(
      GeneratedTable<R> table,
      Pass pass,
      OutputOptions options,
      Output output,
      RunCounter counter) {
    this.table = table;
    this.pass = pass;
    this.options = options;
    this.output = output;
    this.counter = counter;
  }

  @Override
  public Void call() throws IOException, InterruptedException {
    writeFiles();
    for (int shard = pass.firstShard(); shard < pass.endShard(); shard++) {
      replicate(shard);
    }
    return null;
  }

  private void writeFiles() throws IOException, InterruptedException {
    List<TableFile<R>> files = new ArrayList<>();
    try {
      for (int shard = pass.firstShard(); shard < pass.endShard(); shard++) {
        Path path = path(folders(shard).get(0), shard);
        createFolder(path.getParent());
        files.add(new TableFile<>(path, table, options.format()));
      }
      writeRows(files);
      for (TableFile<R> file : files) {
        file.finish();
      }
    } finally {
      for (TableFile<R> file : files) {
        file.close();
      }
    }
  }

  private void writeRows(List<TableFile<R>> files) throws IOException, InterruptedException {
    ToIntFunction<R> shardOf = table.rule().shardOf().orElse(row -> pass.firstShard());
    Iterator<R> rows = table.rows().part(pass.part(), pass.parts());
    int seen = 0;
    int written = 0;
    while (rows.hasNext()) {
      R row = rows.next();
      int shard = shardOf.applyAsInt(row);
      if (shard >= pass.firstShard() && shard < pass.endShard()) {
        files.get(shard - pass.firstShard()).write(row);
        written++;
      }
      if (++seen == ROWS_BETWEEN_REPORTS) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        counter.addRows(written);
        seen = 0;
        written = 0;
      }
    }
    counter.addRows(written);
  }

  /** Replicas have the same fingerprint, so their files have the same modification times. */
  private void replicate(int shard) throws IOException {
    List<Integer> folders = folders(shard);
    Path original = path(folders.get(0), shard);
    FileTime modified = FileTime.fromMillis(System.currentTimeMillis());
    for (int folder : folders) {
      Path file = path(folder, shard);
      if (!file.equals(original)) {
        Path unfinished = file.resolveSibling(file.getFileName() + TableFile.UNFINISHED);
        createFolder(file.getParent());
        Files.copy(original, unfinished);
        Files.move(unfinished, file);
      }
      Files.setLastModifiedTime(file, modified);
      counter.addFile(Files.size(file));
    }
  }

  /** Creates the shard's folder, which other passes write into too, but not the table's. */
  private static void createFolder(Path shardFolder) throws IOException {
    try {
      Files.createDirectory(shardFolder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(shardFolder)) {
        throw e;
      }
    }
  }

  private List<Integer> folders(int shard) {
    Placement placement = options.placement();
    return table.replicated() ? placement.allFolders() : placement.foldersOf(shard);
  }

  private Path path(int folder, int shard) {
    return output
        .tableFolder(folder, table.name())
        .resolve("shard-%05d".formatted(shard))
        .resolve("part-%05d.parquet".formatted(pass.file()));
  }
}
