package io.skein.worker.shard;

import io.skein.protocol.table.RefusedShard;
import io.skein.protocol.table.TableManifest;
import io.skein.protocol.table.TableName;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One table's folder as it lay on disk at one moment. Immutable.
 *
 * @param name the table
 * @param path the folder
 * @param manifest what {@code _skein.json} says, if there is one
 * @param shards the shards, by name
 * @param problems what cannot be served, and why
 */
record TableFolder(
    TableName name,
    Path path,
    Optional<TableManifest> manifest,
    List<ShardFiles> shards,
    List<RefusedShard> problems) {
  /** The name under which a problem of the whole table is told. */
  static final String WHOLE_TABLE = "-";

  TableFolder {
    shards = List.copyOf(shards);
    problems = List.copyOf(problems);
  }

  /** Returns whether the folder holds a table: a manifest, shards or Parquet files. */
  static boolean isTable(Path folder) throws IOException {
    return Files.exists(folder.resolve(TableManifest.FILE_NAME))
        || !Folders.parquetFiles(folder).isEmpty()
        || Folders.folders(folder).stream().anyMatch(Folders::isShardFolder);
  }

  /** Returns the table as it lies in the folder now. */
  static TableFolder look(TableName name, Path folder) throws IOException {
    Optional<TableManifest> manifest;
    try {
      manifest = manifest(folder);
    } catch (IllegalArgumentException e) {
      String reason =
          "%s is not a table manifest: %s; write the table again, or delete the file to serve the"
              + " Parquet files as they are";
      return unusable(
          name, folder, reason.formatted(folder.resolve(TableManifest.FILE_NAME), e.getMessage()));
    }
    List<Path> places = places(folder, manifest.isPresent());
    // Where there is a manifest, other workers may have the shards that it promises.
    if (places.isEmpty() && manifest.isEmpty()) {
      return unusable(name, folder, "folder %s has no Parquet files".formatted(folder));
    }
    List<ShardFiles> shards = new ArrayList<>();
    List<RefusedShard> problems = new ArrayList<>();
    for (Path place : places) {
      String shard = place.getFileName().toString();
      problem(shard, place, shards).ifPresent(problems::add);
    }
    return new TableFolder(name, folder, manifest, shards, problems);
  }

  static TableFolder unusable(TableName name, Path folder, String reason) {
    return new TableFolder(
        name, folder, Optional.empty(), List.of(), List.of(new RefusedShard(WHOLE_TABLE, reason)));
  }

  private static Optional<TableManifest> manifest(Path folder) throws IOException {
    try {
      return Optional.of(
          TableManifest.parse(Files.readString(folder.resolve(TableManifest.FILE_NAME))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }

  private static List<Path> places(Path folder, boolean written) throws IOException {
    if (written) {
      return Folders.folders(folder).stream().filter(Folders::isShardFolder).toList();
    }
    List<Path> places = new ArrayList<>(Folders.parquetFiles(folder));
    for (Path child : Folders.folders(folder)) {
      if (Folders.isShardFolder(child) || !Folders.parquetFiles(child).isEmpty()) {
        places.add(child);
      }
    }
    return places;
  }

  private static Optional<RefusedShard> problem(String shard, Path place, List<ShardFiles> shards) {
    try {
      ShardFiles files = ShardFiles.look(shard, place);
      if (files.files().isEmpty()) {
        return Optional.of(
            new RefusedShard(shard, "folder %s has no Parquet files".formatted(place)));
      }
      for (Path path : files.paths()) {
        if (DataFolder.looksLikePattern(path)) {
          return Optional.of(
              new RefusedShard(
                  shard,
                  "file %s: DuckDB would take the name for a pattern; rename it without *, ?, ["
                      .formatted(path)));
        }
      }
      shards.add(files);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      // It went away while we looked: then it is not there.
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(new RefusedShard(shard, "cannot read %s: %s".formatted(place, e)));
    }
  }
}
