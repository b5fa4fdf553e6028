package io.skein.planner.distribute;

import io.skein.planner.Placement;
import io.skein.planner.PlannedInput;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.catalog.CatalogShard;
import io.skein.protocol.table.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Divides pieces into tasks, and chooses their workers. Immutable. */
final class StageTasks {
  private final Catalog catalog;
  private final boolean inShardOrder;
  private final int partitions;
  private final List<String> workersOfSingles;

  /**
   * Creates what divides the pieces of one plan.
   *
   * @param inShardOrder whether rows must come shard by shard
   * @param workersOfSingles where tasks run that are alone in their stage, in order of preference
   */
  StageTasks(Catalog catalog, boolean inShardOrder, int partitions, List<String> workersOfSingles) {
    this.catalog = catalog;
    this.inShardOrder = inShardOrder;
    this.partitions = partitions;
    this.workersOfSingles = List.copyOf(workersOfSingles);
  }

  /**
   * What one task reads of its own.
   *
   * @param scans the relations of the piece's sharded scans
   * @param partition the number of its partition, where the piece is partitioned
   * @param workers where it can run, in order of preference
   */
  record Part(List<PlannedInput> scans, OptionalInt partition, List<String> workers) {}

  /** Returns what each task of the piece reads; at least one task. */
  List<Part> of(Piece piece) {
    return switch (piece.spread()) {
      case SINGLE, ANYWHERE -> List.of(new Part(List.of(), OptionalInt.empty(), workersOfSingles));
      case PARTITIONED -> byPartition();
      case SHARDED -> byShards(piece);
    };
  }

  /** Partitions of the same number run at the same worker, so that less is moved between them. */
  private List<Part> byPartition() {
    List<String> workers = catalog.answering();
    List<String> others = new ArrayList<>(catalog.locations().keySet());
    others.removeAll(workers);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      List<String> candidates = new ArrayList<>(workers);
      Collections.rotate(candidates, -i);
      candidates.addAll(others);
      parts.add(new Part(List.of(), OptionalInt.of(i), candidates));
    }
    return parts;
  }

  private List<Part> byShards(Piece piece) {
    List<Part> parts = new ArrayList<>();
    if (inShardOrder) {
      // Of several scans the first comes whole before the next, as in a UNION ALL.
      for (ScanRelation scan : piece.sharded()) {
        for (List<CatalogShard> run : Placement.runs(scan.shards())) {
          parts.add(part(piece, run.get(0).owner(), Map.of(scan.relation(), run)));
        }
      }
    } else {
      Map<String, Map<TableName, List<CatalogShard>>> byWorker = new LinkedHashMap<>();
      for (ScanRelation scan : piece.sharded()) {
        Placement.byOwner(scan.shards())
            .forEach(
                (worker, shards) ->
                    byWorker
                        .computeIfAbsent(worker, key -> new LinkedHashMap<>())
                        .put(scan.relation(), shards));
      }
      byWorker.forEach((worker, shards) -> parts.add(part(piece, worker, shards)));
    }
    if (parts.isEmpty()) {
      List<PlannedInput> none =
          piece.sharded().stream().map(scan -> input(scan, List.of())).toList();
      parts.add(new Part(none, OptionalInt.empty(), workersOfSingles));
    }
    return parts;
  }

  private static Part part(
      Piece piece, String worker, Map<TableName, List<CatalogShard>> shardsByScan) {
    List<PlannedInput> inputs = new ArrayList<>();
    List<CatalogShard> read = new ArrayList<>();
    for (ScanRelation scan : piece.sharded()) {
      List<CatalogShard> shards = shardsByScan.getOrDefault(scan.relation(), List.of());
      inputs.add(input(scan, shards));
      read.addAll(shards);
    }
    return new Part(inputs, OptionalInt.empty(), Placement.candidates(worker, read));
  }

  /** Returns the relation that reads these shards. */
  static PlannedInput input(ScanRelation scan, List<CatalogShard> shards) {
    return shards.isEmpty()
        ? new PlannedInput.Empty(scan.relation(), scan.table().columns())
        : new PlannedInput.Scan(scan.relation(), scan.table().name(), shards);
  }
}
