package io.skein.worker.shard;

import io.skein.protocol.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder whose folders are tables, or schemas of tables. Immutable.
 *
 * @param path absolute
 */
record DataFolder(Path path) {

  /** Returns the tables that lie in the folder now, by name. */
  List<TableFolder> tables() throws IOException {
    List<TableFolder> tables = new ArrayList<>();
    for (Path folder : Folders.folders(path)) {
      String name = folder.getFileName().toString();
      try {
        List<Path> children = Folders.folders(folder);
        if (TableFolder.isTable(folder) || children.isEmpty()) {
          tables.add(TableFolder.look(TableName.main(name), folder));
        } else {
          for (Path child : children) {
            tables.add(
                TableFolder.look(new TableName(name, child.getFileName().toString()), child));
          }
        }
      } catch (IOException e) {
        if (Files.exists(folder)) {
          tables.add(
              TableFolder.unusable(
                  TableName.main(name), folder, "cannot read folder %s: %s".formatted(folder, e)));
        }
      }
    }
    return tables;
  }

  /** Returns whether DuckDB would not open the file but look for files that match its name. */
  static boolean looksLikePattern(Path path) {
    return path.toString().chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
  }
}
