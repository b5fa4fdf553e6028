package io.skein.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.planner.catalog.CatalogTable;
import io.skein.planner.catalog.TableProblem;
import io.skein.protocol.cluster.Inventory;
import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.cluster.ProtocolVersion;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.cluster.WorkerState;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a table without a manifest, whose shards are those that workers have. */
class MembersTest {
  private static final TableName TABLE = TableName.main("numbers");

  private final Members members = new Members();
  private long order;

  @BeforeEach
  void aAndBAreAtW1AndBAndCAtW2() {
    serves("w1", "1", "a", "b");
    serves("w2", "1", "b", "c");
  }

  private static String path(String worker, String run) {
    return "/" + worker + "-" + run;
  }

  private void announced(String worker, String run, WorkerState state) {
    members.announced(
        path(worker, run),
        new WorkerAnnouncement(
            worker, run, "grpc+tcp://" + worker + ":1", state, ProtocolVersion.CURRENT, "v", 1),
        ++order);
  }

  private void told(String worker, String run, String... shards) {
    List<Column> columns = List.of(new Column("id", "BIGINT"));
    members.answered(
        path(worker, run),
        new Inventory(
            worker,
            1,
            List.of(
                new InventoryTable(
                    TABLE,
                    columns,
                    Sharding.NONE,
                    false,
                    Optional.empty(),
                    OptionalInt.empty(),
                    Stream.of(shards).map(MembersTest::shard).toList(),
                    List.of()))));
  }

  private static Shard shard(String name) {
    return new Shard(name, "v1", 1, 1, List.of(ColumnStatistics.UNKNOWN));
  }

  private void serves(String worker, String run, String... shards) {
    announced(worker, run, WorkerState.SERVING);
    told(worker, run, shards);
    members.catalog();
  }

  private void gone(String worker, String run) {
    members.gone(path(worker, run));
    members.catalog();
  }

  private CatalogTable table() {
    return members.catalog().table(TABLE).orElseThrow();
  }

  private List<String> shards() {
    assertThat(table().problem()).isEmpty();
    return table().shards().stream().map(shard -> shard.shard().name()).toList();
  }

  private void missed(String shard, String worker) {
    assertThat(table().problem())
        .contains(
            new TableProblem(
                ErrorCode.SHARD_UNAVAILABLE,
                "shard %s of table numbers was last served by worker %s, which does not serve now,"
                        .formatted(shard, worker)
                    + " and no other worker has it: start the worker again"));
  }

  @Test
  void theShardsOfAWorkerThatIsKilledArePartOfTheTable() {
    gone("w1", "1");
    missed("a", "w1");
  }

  @Test
  void theShardsOfAWorkerThatLeavesArePartOfTheTable() {
    announced("w1", "1", WorkerState.DRAINING);
    missed("a", "w1");
    gone("w1", "1");
    missed("a", "w1");
  }

  @Test
  void theShardsOfAWorkerThatIsBackAndHasNotSaidWhatItServesArePartOfTheTable() {
    announced("w1", "1", WorkerState.DRAINING);
    gone("w1", "1");
    announced("w1", "2", WorkerState.SERVING);
    missed("a", "w1");
    told("w1", "2", "a", "b");
    assertThat(shards()).containsExactly("a", "b", "c");
  }

  @Test
  void theShardsOfARunThatAnotherReplacedBeforeItWasGoneArePartOfTheTable() {
    announced("w1", "2", WorkerState.SERVING);
    missed("a", "w1");
    gone("w1", "1");
    missed("a", "w1");
    told("w1", "2", "a", "b");
    assertThat(shards()).containsExactly("a", "b", "c");
  }

  @Test
  void aWorkerThatIsBackWithoutAShardTookItOutOfTheTable() {
    gone("w1", "1");
    serves("w1", "2", "b");
    assertThat(shards()).containsExactly("b", "c");
  }

  @Test
  void aWorkerIsForgottenOnceOthersServeWhatItServed() {
    gone("w1", "1");
    serves("w3", "1", "a", "b");
    assertThat(shards()).containsExactly("a", "b", "c");
    // Not w1's any more: it is w3 that says what there is.
    serves("w3", "1", "b");
    assertThat(shards()).containsExactly("b", "c");
    gone("w3", "1");
    gone("w2", "1");
    assertThat(table().problem().orElseThrow().code()).isEqualTo(ErrorCode.SHARD_UNAVAILABLE);
  }
}
