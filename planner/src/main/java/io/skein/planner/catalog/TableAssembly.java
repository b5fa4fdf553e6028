package io.skein.planner.catalog;

import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.RefusedShard;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** One table while it is put together from what each worker says of it. Not thread-safe. */
final class TableAssembly {
  private final TableName name;
  private final Map<String, InventoryTable> byWorker = new LinkedHashMap<>();
  private final Map<String, Map<String, Shard>> workersByShard = new TreeMap<>();
  private final Set<String> silent = new TreeSet<>();
  private final Map<String, String> lostShards = new TreeMap<>();
  private List<Column> lostColumns = List.of();
  private TableProblem problem;

  TableAssembly(TableName name) {
    this.name = name;
  }

  void add(String worker, InventoryTable table, boolean answering) {
    byWorker.put(worker, table);
    if (!answering) {
      silent.add(worker);
    }
    for (Shard shard : table.shards()) {
      workersByShard.computeIfAbsent(shard.name(), key -> new LinkedHashMap<>()).put(worker, shard);
    }
  }

  void addLost(String worker, InventoryTable table) {
    table.shards().forEach(shard -> lostShards.put(shard.name(), worker));
    lostColumns = table.columns();
  }

  CatalogTable assemble() {
    Optional<InventoryTable> model =
        byWorker.entrySet().stream()
            .filter(entry -> !entry.getValue().columns().isEmpty())
            .min(Comparator.comparing(entry -> silent.contains(entry.getKey())))
            .map(Map.Entry::getValue);
    List<Column> columns = model.map(InventoryTable::columns).orElse(lostColumns);
    checkRefused();
    checkLost();
    model.ifPresent(this::checkAlike);
    model.ifPresent(this::checkCount);
    if (columns.isEmpty() && problem == null) {
      refuse(
          ErrorCode.TABLE_UNUSABLE,
          "table %s has no readable Parquet file: put files into its folder, or remove the folder"
              .formatted(name));
    }
    Optional<String> colocationGroup = model.flatMap(InventoryTable::colocationGroup);
    List<CatalogShard> shards = shards(colocationGroup);
    return new CatalogTable(
        name,
        columns,
        model.map(InventoryTable::sharding).orElse(Sharding.NONE),
        model.map(InventoryTable::replicated).orElse(false),
        colocationGroup,
        shards,
        Optional.ofNullable(problem));
  }

  private List<CatalogShard> shards(Optional<String> colocationGroup) {
    // Colocated tables hash by group, so that matching shards have the same owner.
    String prefix = colocationGroup.orElse(name.toString()) + "/";
    List<Map<String, Shard>> answering = new ArrayList<>();
    workersByShard.forEach((shard, versions) -> answering.add(answering(shard, versions)));
    List<List<String>> preferred = new ArrayList<>();
    for (Map<String, Shard> versions : answering) {
      String shard = versions.values().iterator().next().name();
      preferred.add(Rendezvous.order(prefix + shard, versions.keySet()));
    }
    Iterator<List<String>> workers = BoundedLoad.owners(preferred).iterator();
    List<CatalogShard> shards = new ArrayList<>();
    for (Map<String, Shard> versions : answering) {
      Shard version = theVersion(versions);
      List<String> inOrder = new ArrayList<>(workers.next());
      inOrder.addAll(silentReplicas(version, versions.keySet(), prefix));
      shards.add(new CatalogShard(version, inOrder));
    }
    return shards;
  }

  /** Returns the workers that have the shard and answer; all that have it if none of them does. */
  private Map<String, Shard> answering(String shard, Map<String, Shard> versions) {
    Map<String, Shard> answering = new LinkedHashMap<>(versions);
    answering.keySet().removeAll(silent);
    if (!answering.isEmpty()) {
      return answering;
    }
    refuse(
        ErrorCode.SHARD_UNAVAILABLE,
        "shard %s of table %s cannot be read: worker %s does not answer, and no other worker has it"
            .formatted(shard, name, String.join(", and worker ", versions.keySet())));
    return versions;
  }

  private List<String> silentReplicas(Shard version, Set<String> named, String prefix) {
    List<String> replicas = new ArrayList<>();
    workersByShard
        .get(version.name())
        .forEach(
            (worker, other) -> {
              if (!named.contains(worker) && other.fingerprint().equals(version.fingerprint())) {
                replicas.add(worker);
              }
            });
    return Rendezvous.order(prefix + version.name(), replicas);
  }

  private Shard theVersion(Map<String, Shard> versions) {
    Shard first = versions.values().iterator().next();
    versions.forEach(
        (worker, version) -> {
          if (!version.fingerprint().equals(first.fingerprint())) {
            refuse(
                ErrorCode.SHARD_UNAVAILABLE,
                ("shard %s of table %s is not the same at all workers: %s has version %s, %s has"
                        + " version %s; copy the newer files to both, or wait until they are there")
                    .formatted(
                        first.name(),
                        name,
                        versions.keySet().iterator().next(),
                        first.fingerprint(),
                        worker,
                        version.fingerprint()));
          }
        });
    return first;
  }

  private void checkRefused() {
    for (Map.Entry<String, InventoryTable> entry : byWorker.entrySet()) {
      for (RefusedShard refused : entry.getValue().refused()) {
        if (!workersByShard.containsKey(refused.name())) {
          refuse(
              ErrorCode.TABLE_UNUSABLE,
              "table %s cannot be queried: worker %s refuses shard %s: %s"
                  .formatted(name, entry.getKey(), refused.name(), refused.reason()));
        }
      }
    }
  }

  private void checkLost() {
    lostShards.forEach(
        (shard, worker) -> {
          if (!workersByShard.containsKey(shard)) {
            refuse(
                ErrorCode.SHARD_UNAVAILABLE,
                ("shard %s of table %s was last served by worker %s, which does not serve now, and"
                        + " no other worker has it: start the worker again")
                    .formatted(shard, name, worker));
          }
        });
  }

  private void checkAlike(InventoryTable model) {
    byWorker.forEach(
        (worker, table) -> {
          if (table.columns().isEmpty() || silent.contains(worker)) {
            return;
          }
          if (!table.columns().equals(model.columns())) {
            refuse(ErrorCode.TABLE_UNUSABLE, differentColumns(model, worker, table));
          }
          if (!table.sharding().equals(model.sharding())
              || table.replicated() != model.replicated()
              || !table.colocationGroup().equals(model.colocationGroup())
              || !table.promisedShards().equals(model.promisedShards())) {
            refuse(
                ErrorCode.TABLE_UNUSABLE,
                "the manifests of table %s differ between worker %s and worker %s"
                    .formatted(name, byWorker.keySet().iterator().next(), worker));
          }
        });
  }

  private String differentColumns(InventoryTable model, String worker, InventoryTable table) {
    String first =
        byWorker.entrySet().stream()
            .filter(entry -> entry.getValue() == model)
            .findFirst()
            .orElseThrow()
            .getKey();
    int position =
        IntStream.range(0, Math.min(model.columns().size(), table.columns().size()))
            .filter(i -> !model.columns().get(i).equals(table.columns().get(i)))
            .findFirst()
            .orElse(Math.min(model.columns().size(), table.columns().size()));
    return "table %s has other columns at worker %s than at worker %s: column %d is %s, there %s"
        .formatted(
            name,
            worker,
            first,
            position + 1,
            position < table.columns().size() ? table.columns().get(position) : "missing",
            position < model.columns().size() ? model.columns().get(position) : "missing");
  }

  private void checkCount(InventoryTable model) {
    if (model.promisedShards().isEmpty()) {
      return;
    }
    int promised = model.promisedShards().getAsInt();
    int present = workersByShard.size();
    if (present < promised) {
      refuse(
          ErrorCode.SHARD_UNAVAILABLE,
          "%d of the %d shards of table %s are at no live worker%s: start the workers that have them"
              .formatted(promised - present, promised, name, missing(promised)));
    } else if (present > promised) {
      refuse(
          ErrorCode.TABLE_UNUSABLE,
          "table %s has %d shards, but its manifest promises %d: remove what does not belong to it"
              .formatted(name, present, promised));
    }
  }

  private String missing(int promised) {
    List<String> names =
        IntStream.range(0, promised)
            .mapToObj("shard-%05d"::formatted)
            .filter(shard -> !workersByShard.containsKey(shard))
            .limit(5)
            .toList();
    return names.isEmpty() ? "" : " (" + String.join(", ", names) + ")";
  }

  private void refuse(ErrorCode code, String message) {
    if (problem == null) {
      problem = new TableProblem(code, message);
    }
  }
}
