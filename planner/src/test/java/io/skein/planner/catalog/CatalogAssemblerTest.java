package io.skein.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.planner.Catalogs;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.RefusedShard;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogAssemblerTest {
  private static final TableName NAME = TableName.main("dataset");
  private static final InventoryTable ALL = Catalogs.table(NAME, Catalogs.DATASET, 4);

  @Test
  void aShardThatSeveralWorkersReadHasOneOwnerAndReplicas() {
    CatalogTable table = assemble(worker("w1", ALL), worker("w2", ALL));
    assertThat(table.problem()).isEmpty();
    assertThat(table.shards())
        .hasSize(4)
        .allSatisfy(shard -> assertThat(shard.workers()).containsExactlyInAnyOrder("w1", "w2"));
  }

  @Test
  void theOrderOfWorkersDoesNotMatter() {
    assertThat(assemble(worker("w1", ALL), worker("w2", ALL)))
        .usingRecursiveComparison()
        .isEqualTo(assemble(worker("w2", ALL), worker("w1", ALL)));
  }

  @Test
  void whenAWorkerIsLostItsShardsMoveAndFewOthers() {
    InventoryTable many = Catalogs.table(NAME, Catalogs.DATASET, 300);
    CatalogTable before = assemble(worker("w1", many), worker("w2", many), worker("w3", many));
    CatalogTable after = assemble(worker("w1", many), worker("w2", many));
    long moved =
        IntStream.range(0, 300)
            .filter(i -> !before.shards().get(i).owner().equals("w3"))
            .filter(i -> !before.shards().get(i).owner().equals(after.shards().get(i).owner()))
            .count();
    assertThat(moved).isLessThan(30);
  }

  @Test
  void everyWorkerOwnsItsFairShareOfShardsThatAllCanRead() {
    for (int shards : List.of(2, 3, 4, 7, 300)) {
      InventoryTable table = Catalogs.table(NAME, Catalogs.DATASET, shards);
      Map<String, Long> owned =
          assemble(worker("w1", table), worker("w2", table), worker("w3", table)).shards().stream()
              .collect(Collectors.groupingBy(CatalogShard::owner, Collectors.counting()));
      assertThat(owned.values()).allMatch(count -> count <= (shards + 2) / 3);
    }
  }

  @Test
  void aShardThatOneWorkerReadsAloneIsItsOwnBeyondItsShare() {
    InventoryTable own = Catalogs.table(NAME, Catalogs.DATASET, 5);
    InventoryTable few = Catalogs.table(NAME, Catalogs.DATASET, 1);
    assertThat(assemble(worker("w1", own), worker("w2", few)).shards())
        .filteredOn(shard -> shard.owner().equals("w1"))
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void missingShardsOfAManifestAreAProblemThatNamesThem() {
    InventoryTable half = with(ALL, ALL.shards().subList(0, 2), List.of());
    assertProblem(
        assemble(worker("w1", half)),
        ErrorCode.SHARD_UNAVAILABLE,
        "2 of the 4 shards of table dataset are at no live worker (shard-00002, shard-00003): start"
            + " the workers that have them");
  }

  @Test
  void surplusShardsAreAProblem() {
    InventoryTable five = Catalogs.table(NAME, Catalogs.DATASET, 5);
    InventoryTable surplus =
        new InventoryTable(
            NAME,
            five.columns(),
            five.sharding(),
            false,
            Optional.empty(),
            OptionalInt.of(4),
            five.shards(),
            List.of());
    assertProblem(
        assemble(worker("w1", surplus)),
        ErrorCode.TABLE_UNUSABLE,
        "table dataset has 5 shards, but its manifest promises 4: remove what does not belong to it");
  }

  @Test
  void aRefusedShardIsAProblemUnlessAReplicaServesIt() {
    InventoryTable refusing =
        with(
            ALL,
            ALL.shards().subList(0, 3),
            List.of(new RefusedShard("shard-00003", "file x is corrupt")));
    assertProblem(
        assemble(worker("w1", refusing)),
        ErrorCode.TABLE_UNUSABLE,
        "table dataset cannot be queried: worker w1 refuses shard shard-00003: file x is corrupt");
    assertThat(assemble(worker("w1", refusing), worker("w2", ALL)).problem()).isEmpty();
  }

  @Test
  void twoVersionsOfAShardAreAProblemThatNamesBothWorkers() {
    Shard first = ALL.shards().get(0);
    Shard changed =
        new Shard(first.name(), "other", first.rows(), first.bytes(), first.statistics());
    InventoryTable other =
        with(
            ALL,
            List.of(changed, ALL.shards().get(1), ALL.shards().get(2), ALL.shards().get(3)),
            List.of());
    assertProblem(
        assemble(worker("w1", ALL), worker("w2", other)),
        ErrorCode.SHARD_UNAVAILABLE,
        "shard shard-00000 of table dataset is not the same at all workers: w1 has version f0, w2 has"
            + " version other; copy the newer files to both, or wait until they are there");
  }

  @Test
  void otherColumnsAtAnotherWorkerAreAProblemThatNamesTheColumn() {
    InventoryTable other =
        Catalogs.table(
            NAME,
            List.of(
                new Column("id", "INTEGER"),
                new Column("date", "DATE"),
                new Column("category", "VARCHAR"),
                new Column("value", "DOUBLE")),
            4);
    assertProblem(
        assemble(worker("w1", ALL), worker("w2", other)),
        ErrorCode.TABLE_UNUSABLE,
        "table dataset has other columns at worker w2 than at worker w1: column 1 is id INTEGER, there"
            + " id BIGINT");
  }

  @Test
  void aShardThatOnlyALostWorkerHadIsMissedWithoutAManifest() {
    InventoryTable free = withoutManifest(ALL.shards().subList(0, 2));
    InventoryTable gone = withoutManifest(ALL.shards().subList(2, 4));
    Catalog catalog =
        CatalogAssembler.assemble(List.of(worker("w1", free)), List.of(worker("w2", gone)));
    assertProblem(
        catalog.table(NAME).orElseThrow(),
        ErrorCode.SHARD_UNAVAILABLE,
        "shard shard-00002 of table dataset was last served by worker w2, which does not serve now, and no other"
            + " worker has it: start the worker again");
  }

  @Test
  void colocatedTablesHaveTheirMatchingShardsAtTheSameWorker() {
    Catalog catalog =
        CatalogAssembler.assemble(
            List.of(
                worker("w1", colocated("a"), colocated("b")),
                worker("w2", colocated("a"), colocated("b")),
                worker("w3", colocated("a"), colocated("b"))),
            List.of());
    List<List<String>> owners =
        Set.of("a", "b").stream()
            .map(
                name ->
                    catalog.table(TableName.main(name)).orElseThrow().shards().stream()
                        .map(CatalogShard::owner)
                        .collect(Collectors.toList()))
            .toList();
    assertThat(owners.get(0)).isEqualTo(owners.get(1)).hasSize(30);
  }

  private static InventoryTable colocated(String name) {
    InventoryTable table = Catalogs.table(TableName.main(name), Catalogs.DATASET, 30);
    return new InventoryTable(
        table.name(),
        table.columns(),
        table.sharding(),
        false,
        Optional.of("orders"),
        table.promisedShards(),
        table.shards(),
        List.of());
  }

  @Test
  void tablesWhoseNamesDifferInCaseAloneCannotBeQueried() {
    List<InventoryTable> tables =
        List.of(
            Catalogs.table(TableName.main("Twin"), Catalogs.DATASET, 1),
            Catalogs.table(TableName.main("twin"), Catalogs.DATASET, 1),
            Catalogs.table(new TableName("Sales", "a"), Catalogs.DATASET, 1),
            Catalogs.table(new TableName("sales", "b"), Catalogs.DATASET, 1),
            Catalogs.table(new TableName("other", "twin"), Catalogs.DATASET, 1));
    Catalog catalog =
        CatalogAssembler.assemble(
            List.of(worker("w1", tables.toArray(InventoryTable[]::new))), List.of());
    assertProblem(
        catalog.table(TableName.main("twin")).orElseThrow(),
        ErrorCode.TABLE_UNUSABLE,
        "table twin cannot be told from Twin, whose name differs in case alone: rename the folder of"
            + " one");
    assertThat(catalog.tables().values())
        .filteredOn(table -> table.problem().isEmpty())
        .extracting(table -> table.name().toString())
        .containsExactly("other.twin");
  }

  @Test
  void aWorkerThatDoesNotAnswerOwnsNothingThatOthersHaveAndComesLast() {
    InventoryTable many = Catalogs.table(NAME, Catalogs.DATASET, 30);
    CatalogTable table = assemble(worker("w1", many), silent("w2", many), worker("w3", many));
    assertThat(table.problem()).isEmpty();
    assertThat(table.shards())
        .allSatisfy(
            shard -> {
              assertThat(shard.workers()).hasSize(3);
              assertThat(shard.workers().get(2)).isEqualTo("w2");
            });
    assertThat(
            table.shards().stream()
                .collect(Collectors.groupingBy(CatalogShard::owner, Collectors.counting())))
        .isEqualTo(Map.of("w1", 15L, "w3", 15L));
  }

  @Test
  void aShardThatOnlyAWorkerHasThatDoesNotAnswerIsAProblemThatNamesBoth() {
    InventoryTable half = with(ALL, ALL.shards().subList(0, 2), List.of());
    assertProblem(
        assemble(worker("w1", half), silent("w2", ALL)),
        ErrorCode.SHARD_UNAVAILABLE,
        "shard shard-00002 of table dataset cannot be read: worker w2 does not answer, and no other"
            + " worker has it");
  }

  @Test
  void anotherVersionAtAWorkerThatDoesNotAnswerIsNoProblem() {
    Shard first = ALL.shards().get(0);
    Shard changed =
        new Shard(first.name(), "other", first.rows(), first.bytes(), first.statistics());
    InventoryTable other =
        with(
            ALL,
            List.of(changed, ALL.shards().get(1), ALL.shards().get(2), ALL.shards().get(3)),
            List.of());
    CatalogTable table = assemble(silent("w1", other), worker("w2", ALL));
    assertThat(table.problem()).isEmpty();
    assertThat(table.shards().get(0).workers()).containsExactly("w2");
    assertThat(table.shards().get(1).workers()).containsExactly("w2", "w1");
  }

  private static ServingWorker silent(String id, InventoryTable... tables) {
    return new ServingWorker(id, "grpc+tcp://" + id, new Inventory(id, 1, List.of(tables)), false);
  }

  private static InventoryTable withoutManifest(List<Shard> shards) {
    return new InventoryTable(
        NAME,
        ALL.columns(),
        ALL.sharding(),
        false,
        Optional.empty(),
        OptionalInt.empty(),
        shards,
        List.of());
  }

  private static InventoryTable with(
      InventoryTable table, List<Shard> shards, List<RefusedShard> refused) {
    return new InventoryTable(
        table.name(),
        table.columns(),
        table.sharding(),
        table.replicated(),
        table.colocationGroup(),
        table.promisedShards(),
        shards,
        refused);
  }

  private static ServingWorker worker(String id, InventoryTable... tables) {
    return new ServingWorker(id, "grpc+tcp://" + id, new Inventory(id, 1, List.of(tables)));
  }

  private static CatalogTable assemble(ServingWorker... workers) {
    return CatalogAssembler.assemble(List.of(workers), List.of()).table(NAME).orElseThrow();
  }

  private static void assertProblem(CatalogTable table, ErrorCode code, String message) {
    assertThat(table.problem()).contains(new TableProblem(code, message));
  }
}
