package io.skein.worker.shard;

import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.RefusedShard;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableManifest;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Makes one served table of the folders that it lies in: decides its columns, and which shards fit.
 * Used by one thread.
 */
final class TableAssembly {
  private final TableName name;
  private final FooterCache footers;
  private final Map<String, ShardFiles> served = new LinkedHashMap<>();
  private final List<Shard> shards = new ArrayList<>();
  private final List<RefusedShard> refused = new ArrayList<>();

  TableAssembly(TableName name, FooterCache footers) {
    this.name = name;
    this.footers = footers;
  }

  ServedTable assemble(List<TableFolder> folders) {
    folders.forEach(folder -> refused.addAll(folder.problems()));
    Optional<TableManifest> manifest = Optional.empty();
    for (TableFolder folder : folders) {
      if (manifest.isEmpty()) {
        manifest = folder.manifest();
      } else if (folder.manifest().isPresent() && !folder.manifest().equals(manifest)) {
        refused.add(
            new RefusedShard(
                TableFolder.WHOLE_TABLE,
                "folders %s and %s hold different tables of one name"
                    .formatted(folders.get(0).path(), folder.path())));
        return table(manifest, List.of());
      }
    }
    Map<String, ShardFiles> candidates = candidates(folders);
    Map<String, ShardFooter> read = read(candidates);
    List<Column> columns =
        manifest
            .map(TableManifest::columns)
            .orElseGet(
                () ->
                    read.values().stream().findFirst().map(ShardFooter::columns).orElse(List.of()));
    read.forEach((shard, footer) -> admit(candidates.get(shard), footer, columns));
    return table(manifest, columns);
  }

  /** Returns the shards by name; those of one name in several folders must be copies. */
  private Map<String, ShardFiles> candidates(List<TableFolder> folders) {
    Map<String, ShardFiles> candidates = new TreeMap<>();
    Map<String, String> conflicts = new HashMap<>();
    for (TableFolder folder : folders) {
      for (ShardFiles shard : folder.shards()) {
        ShardFiles other = candidates.putIfAbsent(shard.name(), shard);
        if (other != null && !other.fingerprint().equals(shard.fingerprint())) {
          conflicts.put(
              shard.name(),
              "%s and %s have one name but are no copies of each other (sizes and times of the"
                      .formatted(other.place(), shard.place())
                  + " files differ); rename or remove one");
        }
      }
    }
    conflicts.forEach(
        (shard, reason) -> {
          candidates.remove(shard);
          refused.add(new RefusedShard(shard, reason));
        });
    return candidates;
  }

  private Map<String, ShardFooter> read(Map<String, ShardFiles> candidates) {
    Map<String, ShardFooter> read = new LinkedHashMap<>();
    footers
        .read(candidates.values())
        .forEach(
            (shard, outcome) -> {
              outcome.footer().ifPresent(footer -> read.put(shard, footer));
              outcome.problem().ifPresent(reason -> refused.add(new RefusedShard(shard, reason)));
            });
    return read;
  }

  private void admit(ShardFiles files, ShardFooter footer, List<Column> columns) {
    Optional<String> difference = ColumnComparison.difference(columns, footer.columns());
    if (difference.isPresent()) {
      refused.add(
          new RefusedShard(
              files.name(),
              "file %s: %s in table %s; write the file anew with the table's columns"
                  .formatted(files.paths().get(0), difference.get(), name)));
      return;
    }
    served.put(files.name(), files);
    shards.add(
        new Shard(
            files.name(), files.fingerprint(), footer.rows(), files.bytes(), footer.statistics()));
  }

  private ServedTable table(Optional<TableManifest> manifest, List<Column> columns) {
    refused.sort(Comparator.comparing(RefusedShard::name).thenComparing(RefusedShard::reason));
    return new ServedTable(
        new InventoryTable(
            name,
            columns,
            manifest.map(TableManifest::sharding).orElse(Sharding.NONE),
            manifest.map(TableManifest::replicated).orElse(false),
            manifest.flatMap(TableManifest::colocationGroup),
            manifest.map(it -> OptionalInt.of(it.shards())).orElse(OptionalInt.empty()),
            shards,
            refused),
        served);
  }
}
