package io.skein.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.cluster.InventoryTable;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.RefusedShard;
import io.skein.protocol.table.Shard;
import io.skein.protocol.table.ShardVersion;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableManifest;
import io.skein.protocol.table.TableName;
import io.skein.protocol.ticket.ScanInput;
import io.skein.worker.Duck;
import io.skein.worker.engine.Engine;
import io.skein.worker.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardCatalogTest {
  @TempDir Path data;
  @TempDir Path other;
  private final Duck duck = new Duck();
  private Engine engine;
  private ShardCatalog catalog;

  @BeforeEach
  void open() {
    engine = Engine.open(EngineOptions.DEFAULTS, List.of(data, other));
    catalog = new ShardCatalog("w1", List.of(data), engine);
  }

  @AfterEach
  void close() {
    engine.close();
    duck.close();
  }

  private Path write(String file) {
    return write(file, "SELECT 1 AS a, 'x' AS b");
  }

  private Path write(String file, String sql) {
    return duck.write(data.resolve(file), sql);
  }

  private static void manifest(Path folder, int shards, Column... columns) throws IOException {
    Files.createDirectories(folder);
    TableManifest manifest =
        new TableManifest(
            List.of(columns), shards, Sharding.hash(columns[0].name()), false, Optional.of("g"));
    Files.writeString(folder.resolve(TableManifest.FILE_NAME), manifest.toJson());
  }

  private InventoryTable table(String name) {
    return table(TableName.main(name));
  }

  private InventoryTable table(TableName name) {
    catalog.rescan();
    return catalog.inventory().tables().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(catalog.inventory().toString()));
  }

  private static List<String> names(InventoryTable table) {
    return table.shards().stream().map(Shard::name).toList();
  }

  private static String onlyReason(InventoryTable table) {
    assertThat(table.refused()).hasSize(1);
    return table.refused().get(0).reason();
  }

  @Test
  void withAManifestTheShardFoldersAreTheShards() throws Exception {
    write("t/shard-00001/part-00000.parquet", "SELECT 1 AS a, 'x' AS b FROM range(3)");
    write("t/shard-00000/part-00001.parquet", "SELECT 2 AS a, 'y' AS b FROM range(4)");
    write("t/shard-00000/part-00000.parquet", "SELECT 3 AS a, 'z' AS b FROM range(5)");
    write("t/stray.parquet");
    write("t/notes/stray.parquet");
    manifest(data.resolve("t"), 7, new Column("a", "INTEGER"), new Column("b", "VARCHAR"));
    InventoryTable table = table("t");
    assertThat(names(table)).containsExactly("shard-00000", "shard-00001");
    assertThat(table.shards()).extracting(Shard::rows).containsExactly(9L, 3L);
    assertThat(table.promisedShards()).hasValue(7);
    assertThat(table.sharding()).isEqualTo(Sharding.hash("a"));
    assertThat(table.colocationGroup()).contains("g");
    assertThat(table.refused()).isEmpty();
    ScanInput input =
        new ScanInput(
            table.name(), table.name(), table.shards().stream().map(Shard::version).toList());
    assertThat(catalog.scan(input).files())
        .extracting(path -> data.relativize(path).toString())
        .containsExactly(
            "t/shard-00000/part-00000.parquet",
            "t/shard-00000/part-00001.parquet",
            "t/shard-00001/part-00000.parquet");
  }

  @Test
  void withoutAManifestFilesAndFoldersOfParquetAreTheShards() {
    write("files/b.parquet");
    write("files/a.parquet");
    write("folders/shard-x/1.parquet");
    write("folders/shard-y/1.parquet");
    write("folders/y2020/1.parquet");
    write("mixed/a.parquet");
    write("mixed/more/a.parquet");
    assertThat(names(table("files"))).containsExactly("a.parquet", "b.parquet");
    assertThat(names(table("folders"))).containsExactly("shard-x", "shard-y", "y2020");
    assertThat(names(table("mixed"))).containsExactly("a.parquet", "more");
    assertThat(table("files").promisedShards()).isEmpty();
    assertThat(table("files").columns())
        .containsExactly(new Column("a", "INTEGER"), new Column("b", "VARCHAR"));
  }

  @Test
  void aFolderOfTablesIsASchemaAndNothingDeeperIsLookedAt() throws Exception {
    write("tpch/lineitem/a.parquet");
    write("tpch/orders/shard-0/a.parquet");
    write("tpch/deep/er/a.parquet");
    Files.createDirectories(data.resolve("tpch/empty"));
    catalog.rescan();
    assertThat(catalog.inventory().tables())
        .extracting(table -> table.name().toString())
        .containsExactly("tpch.deep", "tpch.empty", "tpch.lineitem", "tpch.orders");
    assertThat(names(table(new TableName("tpch", "deep")))).containsExactly("er");
    assertThat(onlyReason(table(new TableName("tpch", "empty"))))
        .isEqualTo("folder %s has no Parquet files", data.resolve("tpch/empty"));
  }

  @Test
  void whatIsHiddenOrBeingWrittenIsIgnored() throws Exception {
    write("t/a.parquet");
    write("t/.b.parquet");
    write("t/_c.parquet");
    write("t/.staging/d.parquet");
    write("t/_tmp/d.parquet");
    write("t/new.tmp/d.parquet");
    write(".hidden/a.parquet");
    write("_meta/a.parquet");
    write("u.tmp/a.parquet");
    Files.writeString(data.resolve("t/e.parquet.tmp"), "x");
    Files.writeString(data.resolve("t/readme.txt"), "x");
    assertThat(names(table("t"))).containsExactly("a.parquet");
    assertThat(catalog.inventory().tables()).hasSize(1);
  }

  @Test
  void anEmptyTableFolderIsATableWithAClearProblem() throws Exception {
    Files.createDirectories(data.resolve("t"));
    InventoryTable table = table("t");
    assertThat(table.columns()).isEmpty();
    assertThat(table.shards()).isEmpty();
    assertThat(table.refused())
        .containsExactly(
            new RefusedShard("-", "folder %s has no Parquet files".formatted(data.resolve("t"))));
  }

  @Test
  void aManifestWithoutShardsIsATableWhoseShardsAreElsewhere() throws Exception {
    manifest(data.resolve("t"), 2, new Column("a", "INTEGER"));
    InventoryTable table = table("t");
    assertThat(table.columns()).containsExactly(new Column("a", "INTEGER"));
    assertThat(table.promisedShards()).hasValue(2);
    assertThat(table.shards()).isEmpty();
    assertThat(table.refused()).isEmpty();
  }

  @Test
  void aManifestThatDoesNotParseIsToldAndTheTableIsNotGuessed() throws Exception {
    write("t/shard-00000/a.parquet");
    Files.writeString(data.resolve("t/_skein.json"), "{\"format\": 1, ");
    InventoryTable table = table("t");
    assertThat(table.columns()).isEmpty();
    assertThat(table.shards()).isEmpty();
    assertThat(onlyReason(table))
        .startsWith(data.resolve("t/_skein.json") + " is not a table manifest: not JSON");
  }

  @Test
  void aShardFolderWithoutFilesIsRefused() throws Exception {
    write("t/shard-00000/a.parquet");
    Files.createDirectories(data.resolve("t/shard-00001"));
    InventoryTable table = table("t");
    assertThat(names(table)).containsExactly("shard-00000");
    assertThat(onlyReason(table))
        .isEqualTo("folder %s has no Parquet files", data.resolve("t/shard-00001"));
  }

  @Test
  void aShardWithAnotherTypeIsRefusedWithTheFileTheColumnAndBothTypes() {
    write("t/a.parquet", "SELECT 1 AS a, 'x' AS b");
    Path wrong = write("t/b.parquet", "SELECT 1 AS a, 2.5::DOUBLE AS b");
    InventoryTable table = table("t");
    assertThat(names(table)).containsExactly("a.parquet");
    assertThat(table.refused()).extracting(RefusedShard::name).containsExactly("b.parquet");
    assertThat(onlyReason(table))
        .startsWith("file %s: column 2 'b' is DOUBLE, but VARCHAR in table t;".formatted(wrong));
  }

  @Test
  void aShardWithOtherNamesOrOrderOrNumberOfColumnsIsRefused() {
    write("t/a.parquet", "SELECT 1 AS a, 'x' AS b");
    write("t/b.parquet", "SELECT 'x' AS b, 1 AS a");
    write("t/c.parquet", "SELECT 1 AS a");
    write("t/d.parquet", "SELECT 1 AS a, 'x' AS b, 1 AS c");
    write("t/e.parquet", "SELECT 1 AS A, 'x' AS b");
    assertThat(table("t").refused())
        .extracting(RefusedShard::reason)
        .satisfiesExactly(
            b -> assertThat(b).contains("column 1 is 'b' VARCHAR, but 'a' INTEGER in table t"),
            c -> assertThat(c).contains("columns are missing that are (b VARCHAR) in table t"),
            d -> assertThat(d).contains("columns (c INTEGER) are too many that are not in table t"),
            e -> assertThat(e).contains("column 1 is 'A' INTEGER, but 'a' INTEGER in table t"));
  }

  @Test
  void theManifestDecidesWhichShardIsRight() throws Exception {
    write("t/shard-00000/a.parquet", "SELECT 1 AS a");
    write("t/shard-00001/a.parquet", "SELECT 1::BIGINT AS a");
    manifest(data.resolve("t"), 2, new Column("a", "BIGINT"));
    InventoryTable table = table("t");
    assertThat(names(table)).containsExactly("shard-00001");
    assertThat(onlyReason(table)).contains("column 1 'a' is INTEGER, but BIGINT in table t");
  }

  @Test
  void filesOfOneShardThatDifferAreRefusedTogether() {
    write("t/shard-00000/a.parquet", "SELECT 1 AS a, 2 AS b");
    write("t/shard-00000/b.parquet", "SELECT 1 AS a, 'x' AS b");
    write("t/shard-00001/a.parquet", "SELECT 1 AS a, 2 AS b");
    InventoryTable table = table("t");
    assertThat(names(table)).containsExactly("shard-00001");
    assertThat(onlyReason(table))
        .isEqualTo(
            "file %s: column 2 'b' is VARCHAR, but INTEGER in file %s of the same shard",
            data.resolve("t/shard-00000/b.parquet"), data.resolve("t/shard-00000/a.parquet"));
  }

  @Test
  void aFileThatIsNoParquetIsRefusedInDuckDbsWordsAndServedOnceItIsOne() throws Exception {
    write("t/a.parquet");
    Path corrupt = Files.writeString(data.resolve("t/b.parquet"), "this is no Parquet file");
    InventoryTable table = table("t");
    assertThat(names(table)).containsExactly("a.parquet");
    assertThat(onlyReason(table))
        .isEqualTo(
            "Invalid Input Error: No magic bytes found at end of file '%s'", corrupt.toString());
    Files.delete(corrupt);
    write("t/b.parquet");
    assertThat(table("t").refused()).isEmpty();
    assertThat(names(table("t"))).containsExactly("a.parquet", "b.parquet");
  }

  @Test
  void truncatedEmptyAndMangledFilesAreRefusedNamingThem() throws Exception {
    byte[] good = Files.readAllBytes(write("t/a.parquet", "SELECT range AS i FROM range(10000)"));
    Path truncated = data.resolve("t/b.parquet");
    Files.write(truncated, Arrays.copyOf(good, good.length / 2));
    Path empty = Files.write(data.resolve("t/c.parquet"), new byte[0]);
    byte[] mangled = good.clone();
    Arrays.fill(mangled, good.length - 60, good.length - 10, (byte) 0xff);
    Path footer = Files.write(data.resolve("t/d.parquet"), mangled);
    assertThat(table("t").refused())
        .extracting(RefusedShard::reason)
        .satisfiesExactly(
            b -> assertThat(b).contains(truncated.toString()).contains("No magic bytes"),
            c -> assertThat(c).contains(empty.toString()).contains("too small"),
            d -> assertThat(d).contains(footer.toString()));
  }

  @Test
  void aFileWhoseNameIsAPatternIsRefusedSinceDuckDbWouldReadOthers() {
    write("t/a1.parquet", "SELECT 1 AS a");
    write("t/plain.parquet", "SELECT 2 AS a");
    plain(data.resolve("t/plain.parquet"), data.resolve("t/a[1].parquet"));
    InventoryTable table = table("t");
    assertThat(names(table)).containsExactly("a1.parquet");
    assertThat(onlyReason(table))
        .contains("a[1].parquet: DuckDB would take the name for a pattern");
  }

  private static void plain(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tableAndColumnNamesMayBeAnyText() {
    write("it's a \"table\"/a b'.parquet", "SELECT 1 AS \"a, \"\"b\", 2 AS \"\u00fc\", 3 AS \"A\"");
    InventoryTable table = table("it's a \"table\"");
    assertThat(table.refused()).isEmpty();
    assertThat(table.columns()).extracting(Column::name).containsExactly("a, \"b", "\u00fc", "A");
  }

  @Test
  void newChangedAndRemovedShardsAreNoticedAndTheEpochGrowsOnlyThen() throws Exception {
    write("t/a.parquet", "SELECT 1 AS a");
    assertThat(catalog.rescan()).isTrue();
    assertThat(catalog.inventory().epoch()).isEqualTo(1);
    assertThat(catalog.rescan()).isFalse();
    write("t/b.parquet", "SELECT 1 AS a");
    assertThat(catalog.rescan()).isTrue();
    assertThat(catalog.inventory().epoch()).isEqualTo(2);
    String before = table("t").shards().get(1).fingerprint();
    write("t/b.parquet", "SELECT 1 AS a FROM range(5)");
    assertThat(catalog.rescan()).isTrue();
    assertThat(table("t").shards().get(1).fingerprint()).isNotEqualTo(before);
    assertThat(table("t").shards().get(1).rows()).isEqualTo(5);
    Files.delete(data.resolve("t/a.parquet"));
    assertThat(catalog.rescan()).isTrue();
    assertThat(names(table("t"))).containsExactly("b.parquet");
    Files.delete(data.resolve("t/b.parquet"));
    Files.delete(data.resolve("t"));
    assertThat(catalog.rescan()).isTrue();
    assertThat(catalog.inventory().tables()).isEmpty();
    assertThat(catalog.inventory().epoch()).isEqualTo(5);
  }

  @Test
  void aRefusedShardThatStaysRefusedIsNoChange() throws Exception {
    write("t/a.parquet");
    Files.writeString(data.resolve("t/b.parquet"), "this is no Parquet file");
    assertThat(catalog.rescan()).isTrue();
    assertThat(catalog.rescan()).isFalse();
    assertThat(catalog.inventory().epoch()).isEqualTo(1);
  }

  @Test
  void aTableInTwoDataFoldersHasTheShardsOfBoth() throws Exception {
    write("t/a.parquet");
    duck.write(other.resolve("t/b.parquet"), "SELECT 1 AS a, 'y' AS b");
    copy(data.resolve("t/a.parquet"), other.resolve("t/a.parquet"));
    catalog = new ShardCatalog("w1", List.of(data, other), engine);
    assertThat(names(table("t"))).containsExactly("a.parquet", "b.parquet");
    assertThat(table("t").refused()).isEmpty();
  }

  @Test
  void shardsOfOneNameInTwoDataFoldersMustBeCopies() {
    write("t/a.parquet", "SELECT 1 AS a");
    duck.write(other.resolve("t/a.parquet"), "SELECT 1 AS a FROM range(100)");
    catalog = new ShardCatalog("w1", List.of(data, other), engine);
    assertThat(names(table("t"))).isEmpty();
    assertThat(onlyReason(table("t")))
        .contains(data.resolve("t/a.parquet").toString())
        .contains(other.resolve("t/a.parquet").toString())
        .contains("no copies of each other");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Test
  void aVersionThatIsNotTheCurrentOneIsRefused() throws Exception {
    Path file = write("t/a.parquet", "SELECT 1 AS a");
    TableName name = table("t").name();
    ShardVersion version = table("t").shards().get(0).version();
    ScanInput input = new ScanInput(name, name, List.of(version));
    ShardScan scan = catalog.scan(input);
    scan.requireUnchanged();

    Files.setLastModifiedTime(
        file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 1));
    assertChanged(() -> catalog.scan(input));
    assertChanged(scan::requireUnchanged);
    catalog.rescan();
    assertChanged(() -> catalog.scan(input));

    Files.delete(file);
    assertChanged(scan::requireUnchanged);
    catalog.rescan();
    assertChanged(() -> catalog.scan(input));
  }

  @Test
  void aFileAddedToAShardFolderChangesTheShard() {
    write("t/shard-00000/a.parquet", "SELECT 1 AS a");
    TableName name = table("t").name();
    ShardScan scan =
        catalog.scan(new ScanInput(name, name, List.of(table("t").shards().get(0).version())));
    write("t/shard-00000/b.parquet", "SELECT 2 AS a");
    assertChanged(scan::requireUnchanged);
  }

  @Test
  void aTableOrShardThatIsNotHereIsRefused() {
    write("t/a.parquet", "SELECT 1 AS a");
    TableName name = table("t").name();
    assertChanged(
        () -> catalog.scan(new ScanInput(name, name, List.of(new ShardVersion("x", "f")))));
    TableName none = TableName.main("none");
    assertThatThrownBy(() -> catalog.scan(new ScanInput(none, none, List.of())))
        .hasMessageContaining("table none is not at this worker");
  }

  private static void assertChanged(Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            SkeinException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SHARD_CHANGED);
              assertThat(e.shard()).isPresent();
            })
        .hasMessageContaining(" of table t changed: ");
  }

  @Test
  void aDataFolderThatIsMissingIsRefusedAtTheStart() {
    Path missing = data.resolve("missing");
    assertThatThrownBy(() -> new ShardCatalog("w1", List.of(missing), engine))
        .hasMessage("data folder %s is not there", missing);
  }

  @Test
  void whileADataFolderCannotBeReadItsTablesStay() throws Exception {
    write("t/a.parquet");
    catalog.rescan();
    Path away = data.resolveSibling(data.getFileName() + "-away");
    Files.move(data, away);
    try {
      assertThat(catalog.rescan()).isFalse();
      assertThat(catalog.inventory().tables()).hasSize(1);
    } finally {
      Files.move(away, data);
    }
  }
}
