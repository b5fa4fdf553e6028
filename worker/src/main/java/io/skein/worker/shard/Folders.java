package io.skein.worker.shard;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What counts in a data folder: not what is hidden, being written, or Skein's own. */
final class Folders {
  private static final String SHARD_PREFIX = "shard-";

  private Folders() {}

  /** Returns the folder's visible Parquet files, by name. */
  static List<Path> parquetFiles(Path folder) throws IOException {
    return list(folder, path -> path.toString().endsWith(".parquet") && !Files.isDirectory(path));
  }

  /** Returns the folder's visible folders, by name. */
  static List<Path> folders(Path folder) throws IOException {
    return list(folder, Files::isDirectory);
  }

  static boolean isShardFolder(Path folder) {
    return folder.getFileName().toString().startsWith(SHARD_PREFIX);
  }

  private static List<Path> list(Path folder, DirectoryStream.Filter<Path> filter)
      throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(folder, path -> visible(path) && filter.accept(path))) {
      stream.forEach(paths::add);
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    paths.sort(Comparator.comparing(path -> path.getFileName().toString()));
    return paths;
  }

  private static boolean visible(Path path) {
    String name = path.getFileName().toString();
    return !name.startsWith(".") && !name.startsWith("_") && !name.endsWith(".tmp");
  }
}
