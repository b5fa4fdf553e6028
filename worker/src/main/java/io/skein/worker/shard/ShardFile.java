package io.skein.worker.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file as it lay on disk at one moment. Immutable.
 *
 * @param path absolute
 * @param bytes its size
 * @param modifiedMillis when it was last written, in milliseconds of the epoch
 */
record ShardFile(Path path, long bytes, long modifiedMillis) {

  static ShardFile of(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new ShardFile(path, attributes.size(), attributes.lastModifiedTime().toMillis());
  }
}
