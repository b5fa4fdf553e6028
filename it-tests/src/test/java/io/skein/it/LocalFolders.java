package io.skein.it;

import io.skein.protocol.table.TableManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Deals the shards of tables out to folders of single workers, as on local disks. */
final class LocalFolders {

  private LocalFolders() {}

  /**
   * Links each shard into the folders of some workers.
   *
   * @param data the folder with all tables
   * @param target the folder with the workers' folders
   * @param replicas how many workers get a shard
   * @return the folder of each worker, counted from 1
   */
  static IntFunction<Path> deal(
      List<ShardedTable> tables, Path data, Path target, int workers, int replicas)
      throws IOException {
    IntFunction<Path> folders = worker -> target.resolve("worker-" + worker);
    deal(tables, data, folders, workers, replicas);
    return folders;
  }

  /**
   * Links each shard into the folders of some workers.
   *
   * @param folders the folder of each worker, counted from 1
   */
  static void deal(
      List<ShardedTable> tables, Path data, IntFunction<Path> folders, int workers, int replicas)
      throws IOException {
    for (ShardedTable table : tables) {
      List<Path> shards = shards(table);
      for (Path file : table.files()) {
        int shard = shards.indexOf(shard(table, file));
        for (int replica = 0; replica < replicas; replica++) {
          Path folder = folders.apply((shard + replica) % workers + 1);
          link(file, data, folder);
          Path manifest = table.folder().resolve(TableManifest.FILE_NAME);
          if (Files.exists(manifest)) {
            link(manifest, data, folder);
          }
        }
      }
    }
  }

  private static void link(Path file, Path data, Path folder) throws IOException {
    Path own = folder.resolve(data.relativize(file));
    Files.createDirectories(own.getParent());
    if (!Files.exists(own)) {
      Files.createLink(own, file);
    }
  }

  private static List<Path> shards(ShardedTable table) {
    List<Path> shards = new ArrayList<>();
    for (Path file : table.files()) {
      Path shard = shard(table, file);
      if (!shards.contains(shard)) {
        shards.add(shard);
      }
    }
    return shards;
  }

  /** A shard is a folder of files, or a file in the table's folder. */
  private static Path shard(ShardedTable table, Path file) {
    return file.getParent().equals(table.folder()) ? file : file.getParent();
  }
}
