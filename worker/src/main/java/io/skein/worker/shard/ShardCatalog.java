package io.skein.worker.shard;

import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.RefusedShard;
import io.skein.protocol.table.ShardVersion;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.ScanInput;
import io.skein.worker.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that the worker serves, as its data folders were when it last looked. Thread-safe;
 * looking anew does not hold up those who ask.
 */
public final class ShardCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(ShardCatalog.class);

  private final String worker;
  private final List<DataFolder> folders;
  private final FooterCache footers;
  private List<TableFolder> seen = List.of();
  private boolean unreadable;
  private volatile View view = new View(0, Map.of());

  private record View(long epoch, Map<TableName, ServedTable> tables) {}

  /**
   * Creates a catalog that has not looked yet.
   *
   * @param worker the worker's id
   * @param folders the data folders, absolute
   * @throws SkeinException INVALID_REQUEST if one is not a folder
   */
  public ShardCatalog(String worker, List<Path> folders, Engine engine) {
    this.worker = worker;
    this.folders = folders.stream().map(DataFolder::new).toList();
    this.footers = new FooterCache(new FooterReader(engine)::read);
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new SkeinException(
            ErrorCode.INVALID_REQUEST, "data folder %s is not there".formatted(folder));
      }
      if (DataFolder.looksLikePattern(folder)) {
        throw new SkeinException(
            ErrorCode.INVALID_REQUEST,
            "data folder %s: DuckDB would take the name for a pattern; rename it without *, ?, ["
                .formatted(folder));
      }
    }
  }

  /**
   * Looks at the data folders. New and changed files are read; where nothing changed, it only lists
   * folders.
   *
   * @return whether the inventory changed
   */
  public synchronized boolean rescan() {
    List<TableFolder> found = new ArrayList<>();
    try {
      for (DataFolder folder : folders) {
        found.addAll(folder.tables());
      }
    } catch (IOException e) {
      if (!unreadable) {
        LOG.warn("A data folder cannot be read, its tables stay as they were", e);
      }
      unreadable = true;
      return false;
    }
    unreadable = false;
    if (found.equals(seen) && !hasRefusals()) {
      return false;
    }
    seen = found;
    Map<TableName, ServedTable> tables = assemble(found);
    if (view.epoch() > 0 && tables.equals(view.tables())) {
      return false;
    }
    logRefusals(view.tables(), tables);
    view = new View(view.epoch() + 1, tables);
    return true;
  }

  private boolean hasRefusals() {
    return view.tables().values().stream()
        .anyMatch(table -> !table.description().refused().isEmpty());
  }

  private Map<TableName, ServedTable> assemble(List<TableFolder> found) {
    Map<TableName, List<TableFolder>> byName = new TreeMap<>();
    for (TableFolder folder : found) {
      byName.computeIfAbsent(folder.name(), name -> new ArrayList<>()).add(folder);
    }
    footers.begin();
    Map<TableName, ServedTable> tables = new TreeMap<>();
    byName.forEach(
        (name, parts) -> tables.put(name, new TableAssembly(name, footers).assemble(parts)));
    return tables;
  }

  private static void logRefusals(
      Map<TableName, ServedTable> before, Map<TableName, ServedTable> now) {
    now.forEach(
        (name, table) -> {
          ServedTable old = before.get(name);
          for (RefusedShard refused : table.description().refused()) {
            if (old == null || !old.description().refused().contains(refused)) {
              LOG.warn(
                  "Shard {} of table {} is not served: {}", refused.name(), name, refused.reason());
            }
          }
        });
  }

  /** Returns what is served, and which epoch of it. */
  public Inventory inventory() {
    View now = view;
    return new Inventory(
        worker, now.epoch(), now.tables().values().stream().map(ServedTable::description).toList());
  }

  /**
   * Returns the shards that the input names, having checked that their files are those of the
   * versions asked for.
   *
   * @throws SkeinException SHARD_CHANGED if they are not
   */
  public ShardScan scan(ScanInput input) {
    ServedTable table = view.tables().get(input.table());
    if (table == null) {
      throw new SkeinException(
          ErrorCode.SHARD_CHANGED,
          "table %s is not at this worker any more; run the query again".formatted(input.table()));
    }
    List<ShardFiles> shards = new ArrayList<>();
    for (ShardVersion version : input.shards()) {
      ShardFiles files = table.files().get(version.shard());
      if (files == null) {
        throw ShardScan.changed(
            input.table(), version.shard(), "this worker does not serve it any more");
      }
      if (!files.fingerprint().equals(version.fingerprint())) {
        throw ShardScan.changed(
            input.table(),
            version.shard(),
            "it is at version %s, the query was planned for %s"
                .formatted(files.fingerprint(), version.fingerprint()));
      }
      shards.add(files);
    }
    ShardScan scan = new ShardScan(input.table(), table.description().columns(), shards);
    scan.requireUnchanged();
    return scan;
  }
}
