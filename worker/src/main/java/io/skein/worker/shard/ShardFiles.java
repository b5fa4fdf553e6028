package io.skein.worker.shard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of one version of a shard, as they lay on disk at one moment. Immutable.
 *
 * @param name the shard's name in its table
 * @param place the shard's folder, or its one file
 * @param files the Parquet files, by name
 */
record ShardFiles(String name, Path place, List<ShardFile> files) {

  ShardFiles {
    files = List.copyOf(files);
  }

  /**
   * Returns the files as they lie at the place now.
   *
   * @throws IOException if the place cannot be read, or is gone
   */
  static ShardFiles look(String name, Path place) throws IOException {
    List<ShardFile> files = new ArrayList<>();
    if (Files.isDirectory(place)) {
      for (Path path : Folders.parquetFiles(place)) {
        files.add(ShardFile.of(path));
      }
    } else {
      files.add(ShardFile.of(place));
    }
    return new ShardFiles(name, place, files);
  }

  /** Returns the digest of the files' names, sizes and times: which version this is. */
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (ShardFile file : files) {
        String line =
            "%s\0%d\0%d\n"
                .formatted(file.path().getFileName(), file.bytes(), file.modifiedMillis());
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  long bytes() {
    return files.stream().mapToLong(ShardFile::bytes).sum();
  }

  List<Path> paths() {
    return files.stream().map(ShardFile::path).toList();
  }
}
