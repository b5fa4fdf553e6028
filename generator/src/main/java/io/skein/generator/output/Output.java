package io.skein.generator.output;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.TableManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders of a data set while it is written. They appear in their places together, by {@link
 * #commit()}; until then, and if that never happens, what was there stays. Not thread-safe, but for
 * {@link #tableFolder}.
 */
public final class Output implements AutoCloseable {
  private static final String PARQUET = ".parquet";

  private final OutputLayout layout;
  private final List<StagedFolder> written;

  /** Folders of the data set at workers that it will no longer have. */
  private final List<StagedFolder> removed;

  private Output(OutputLayout layout, List<StagedFolder> written, List<StagedFolder> removed) {
    this.layout = layout;
    this.written = written;
    this.removed = removed;
  }

  /**
   * Prepares the folders of a data set.
   *
   * @param path where the data set would be, were it in one folder
   * @param tables the names of its tables
   * @throws SkeinException with code INVALID_REQUEST if something is there that has to stay
   * @throws IOException if the folders cannot be made
   */
  public static Output prepare(
      Path path,
      Placement placement,
      ExistingOutput existing,
      OutputLayout layout,
      List<String> tables)
      throws IOException {
    List<StagedFolder> written = new ArrayList<>();
    for (Path folder : placement.folders(path)) {
      written.add(new StagedFolder(resolveLinks(folder)));
    }
    List<StagedFolder> removed = new ArrayList<>();
    for (Path folder : foldersOfOtherWorkers(path, placement)) {
      removed.add(new StagedFolder(resolveLinks(folder)));
    }
    for (StagedFolder folder : concat(written, removed)) {
      HiddenName.cleanUp(folder.target());
      if (isOccupied(folder.target())) {
        if (existing == ExistingOutput.KEEP) {
          throw new SkeinException(
              ErrorCode.INVALID_REQUEST,
              "%s exists: overwrite it (--overwrite) or choose another output path"
                  .formatted(folder.target()));
        }
        ReplaceableFolder.check(folder.target(), layout, tables);
      }
    }
    Output output = new Output(layout, written, removed);
    try {
      output.createFolders(tables);
    } catch (IOException e) {
      output.closeAfter(e);
      throw e;
    }
    return output;
  }

  /** Returns where to write the table's files that belong into one of the placement's folders. */
  public Path tableFolder(int folder, String table) {
    return layout.tableFolder(written.get(folder).staging(), table);
  }

  /** Writes the manifest of a table into one of the placement's folders: after all its files. */
  public void writeManifest(int folder, String table, TableManifest manifest) throws IOException {
    Path tableFolder = tableFolder(folder, table);
    Path file = tableFolder.resolve(TableManifest.FILE_NAME);
    Path unfinished = tableFolder.resolve("." + TableManifest.FILE_NAME);
    Files.writeString(unfinished, manifest.toJson());
    Files.move(unfinished, file);
  }

  /**
   * Checks that all Parquet files that were written are still there, as they are unless somebody
   * took the hidden folders for left-overs.
   */
  public void requireFiles(long expected) throws IOException {
    long found = 0;
    for (StagedFolder folder : written) {
      found += FileTree.files(folder.staging(), PARQUET);
    }
    if (found != expected) {
      throw new IOException(
          "%,d files were written and %,d are there: another run may have removed them"
              .formatted(expected, found));
    }
  }

  /** Puts all folders into their places, or none. */
  public void commit() throws IOException {
    List<StagedFolder> moved = new ArrayList<>();
    try {
      for (StagedFolder folder : concat(written, removed)) {
        moved.add(folder);
        folder.moveIn();
      }
    } catch (IOException e) {
      for (StagedFolder folder : moved) {
        try {
          folder.moveBack();
        } catch (IOException suppressed) {
          e.addSuppressed(suppressed);
        }
      }
      throw e;
    }
    for (StagedFolder folder : moved) {
      folder.removeOld();
    }
  }

  /** Removes what was written and not committed. */
  @Override
  public void close() throws IOException {
    for (StagedFolder folder : written) {
      folder.discard();
    }
  }

  private void createFolders(List<String> tables) throws IOException {
    for (int folder = 0; folder < written.size(); folder++) {
      written.get(folder).create();
      for (String table : tables) {
        Files.createDirectories(tableFolder(folder, table));
      }
    }
  }

  private void closeAfter(IOException error) {
    try {
      close();
    } catch (IOException suppressed) {
      error.addSuppressed(suppressed);
    }
  }

  /** Returns folders of the data set at workers with higher numbers than the placement has. */
  private static List<Path> foldersOfOtherWorkers(Path path, Placement placement)
      throws IOException {
    if (placement.workers() == 0) {
      return List.of();
    }
    List<Path> own = placement.folders(path);
    List<Path> others = new ArrayList<>();
    for (Path sibling : FileTree.children(path.getParent())) {
      Path folder = sibling.resolve(path.getFileName());
      if (sibling.getFileName().toString().matches(Placement.WORKER_PREFIX + "\\d+")
          && Files.exists(folder)
          && !own.contains(folder)) {
        others.add(folder);
      }
    }
    return others;
  }

  private static boolean isOccupied(Path folder) throws IOException {
    return Files.exists(folder)
        && (!Files.isDirectory(folder) || !FileTree.children(folder).isEmpty());
  }

  /** A link to a folder stays, and the folder that it leads to is replaced. */
  private static Path resolveLinks(Path folder) throws IOException {
    return Files.exists(folder) ? folder.toRealPath() : folder;
  }

  private static List<StagedFolder> concat(List<StagedFolder> left, List<StagedFolder> right) {
    return Stream.concat(left.stream(), right.stream()).toList();
  }
}
