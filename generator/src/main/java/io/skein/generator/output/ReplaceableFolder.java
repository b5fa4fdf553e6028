package io.skein.generator.output;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.TableManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rule which folder may be removed to make place for a new data set: one that this generator
 * wrote, as its manifest shows, and that has nothing else in it.
 */
final class ReplaceableFolder {
  private static final Pattern SHARD = Pattern.compile("shard-\\d+");

  private ReplaceableFolder() {}

  /**
   * Checks a folder that is to be replaced.
   *
   * @throws SkeinException with code INVALID_REQUEST if something in it would be lost that a new
   *     data set does not bring back
   */
  static void check(Path folder, OutputLayout layout, List<String> tables) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw refused(folder, "it is a file");
    }
    if (layout == OutputLayout.TABLE) {
      checkTable(folder);
      return;
    }
    for (Path entry : FileTree.children(folder)) {
      if (!tables.contains(entry.getFileName().toString()) || !Files.isDirectory(entry)) {
        throw refused(
            folder, "'%s' in it is no table of this data set".formatted(entry.getFileName()));
      }
      checkTable(entry);
    }
  }

  private static void checkTable(Path folder) throws IOException {
    List<Path> entries = FileTree.children(folder);
    if (entries.isEmpty()) {
      return;
    }
    if (!Files.isRegularFile(folder.resolve(TableManifest.FILE_NAME))) {
      throw refused(
          folder, "it has no %s, so it was not generated".formatted(TableManifest.FILE_NAME));
    }
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      if (!name.equals(TableManifest.FILE_NAME) && !SHARD.matcher(name).matches()) {
        throw refused(folder, "'%s' in it is no part of a generated table".formatted(name));
      }
    }
  }

  private static SkeinException refused(Path folder, String reason) {
    return new SkeinException(
        ErrorCode.INVALID_REQUEST,
        "%s is not replaced: %s; move it away or choose another output path"
            .formatted(folder, reason));
  }
}
