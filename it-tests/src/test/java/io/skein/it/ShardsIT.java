package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.client.QueryResult;
import io.skein.client.SkeinClient;
import io.skein.generator.DataSet;
import io.skein.generator.Generator;
import io.skein.generator.OutputOptions;
import io.skein.generator.Progress;
import io.skein.generator.output.Placement;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.Sharding;
import io.skein.protocol.table.TableName;
import io.skein.standalone.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards come, change and go while the cluster runs, and lie where their workers can read them. */
class ShardsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String SUM = "SELECT count(*), sum(id), min(label) FROM items";

  @TempDir private Path data;
  private TableWriter writer;
  private Oracle oracle;
  private TestCluster cluster;

  @BeforeEach
  void open() throws Exception {
    writer = new TableWriter();
    oracle = new Oracle();
  }

  @AfterEach
  void close() throws Exception {
    try (TableWriter closingWriter = writer;
        Oracle closingOracle = oracle;
        TestCluster closingCluster = cluster) {
      if (closingCluster != null) {
        closingCluster.assertNothingHeld();
      }
    }
  }

  /** Puts a file into the table's folder, where it appears whole, as writers of data should do. */
  private Path put(String table, String file, int from, int to) throws Exception {
    Path folder = Files.createDirectories(data.resolve(table));
    Path hidden = folder.resolve("." + file);
    writer.writeFile(
        hidden,
        "SELECT i::BIGINT AS id, 'label ' || i AS label FROM range(%d, %d) AS r(i)"
            .formatted(from, to));
    return Files.move(
        hidden,
        folder.resolve(file),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void startOverSharedFolder() throws Exception {
    cluster = TestCluster.builder().workers(3).sharedData(data).build();
  }

  private void requireSoon(String sql, String table) throws Exception {
    oracle.add(TableName.main(table), files(data.resolve(table)));
    Answer expected = oracle.answer(sql);
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(SkeinException.class)
        .until(() -> ClusterAnswer.fetch(cluster.client(), sql), expected::equals);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  @Test
  void newChangedAndRemovedShardsArePickedUp() throws Exception {
    put("items", "a.parquet", 0, 1000);
    put("items", "b.parquet", 1000, 1500);
    startOverSharedFolder();
    requireSoon(SUM, "items");

    put("items", "c.parquet", 5000, 5100);
    requireSoon(SUM, "items");

    put("items", "b.parquet", 20, 30);
    requireSoon(SUM, "items");

    Files.delete(data.resolve("items/a.parquet"));
    requireSoon(SUM, "items");

    put("other", "x.parquet", 0, 10);
    requireSoon("SELECT max(id) FROM other", "other");
  }

  @Test
  void aRemovedTableIsUnknown() throws Exception {
    put("items", "a.parquet", 0, 10);
    put("other", "a.parquet", 0, 10);
    startOverSharedFolder();
    requireSoon(SUM, "items");
    Files.delete(data.resolve("items/a.parquet"));
    Files.delete(data.resolve("items"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> cluster.rows(SUM))
                    .hasMessageContaining("Table with name items does not exist!"));
    requireSoon("SELECT max(id) FROM other", "other");
  }

  @Test
  void aQueryPlannedBeforeAChangeMixesNoVersions() throws Exception {
    put("items", "a.parquet", 0, 1000);
    put("items", "b.parquet", 1000, 2000);
    startOverSharedFolder();
    for (String sql : List.of("SELECT * FROM items", SUM, "SELECT label FROM items ORDER BY id")) {
      put("items", "b.parquet", 1000, 2000);
      requireSoon(SUM, "items");
      try (QueryResult planned = cluster.client().query(sql)) {
        put("items", "b.parquet", 3000, 3100);
        assertThatThrownBy(planned::fetchAll)
            .isInstanceOfSatisfying(
                SkeinException.class,
                error -> {
                  assertThat(error.code()).isEqualTo(ErrorCode.SHARD_CHANGED);
                  assertThat(error.getMessage())
                      .contains("shard b.parquet of table items changed", "run the query again");
                });
      }
    }
  }

  @Test
  void theClientPlansAgainWhenAShardChanged() throws Exception {
    put("items", "a.parquet", 0, 1000);
    put("items", "b.parquet", 1000, 2000);
    startOverSharedFolder();
    requireSoon(SUM, "items");
    List<SkeinException> causes = new ArrayList<>();
    try (SkeinClient client =
        SkeinClient.builder()
            .coordinator("127.0.0.1", cluster.cluster().port())
            .onNewAttempt(causes::add)
            .build()) {
      boolean[] changed = {false};
      Answer answer =
          client.fetch(
              "SELECT * FROM items",
              result -> {
                if (!changed[0]) {
                  changed[0] = true;
                  try {
                    put("items", "b.parquet", 3000, 3100);
                  } catch (IOException e) {
                    throw e;
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }
                return ClusterAnswer.of(result);
              });
      oracle.add(TableName.main("items"), files(data.resolve("items")));
      assertThat(AnswerComparison.ofMultisets(oracle.answer("SELECT * FROM items"), answer))
          .isEmpty();
    }
    assertThat(causes).isNotEmpty();
    assertThat(causes.get(0).code()).isEqualTo(ErrorCode.SHARD_CHANGED);
  }

  @Test
  void shardsInFoldersOfTheirWorkersAnswerRightAndSurviveAWorker() throws Exception {
    Generator.generate(
        DataSet.dataset(20_000, 7, Sharding.NONE),
        OutputOptions.to(data.resolve("dataset")).withPlacement(Placement.across(3, 2)),
        Progress.NONE);
    cluster = TestCluster.builder().workers(3).localData(i -> data.resolve("worker-" + i)).build();
    oracle.add(TableName.main("dataset"), filesByShard("dataset", 3));
    Differential differential = new Differential(oracle, cluster);
    List<String> queries =
        List.of(
            "SELECT * FROM dataset",
            "SELECT category, count(*), sum(value2), avg(value1) FROM dataset GROUP BY category",
            "SELECT count(*) FROM dataset a JOIN dataset b USING (id) WHERE a.active");
    for (String sql : queries) {
      differential.requireSameRows(sql);
    }
    assertThat(cluster.cluster().coordinator().catalog().table(TableName.main("dataset")))
        .hasValueSatisfying(
            table ->
                assertThat(table.shards())
                    .hasSize(12)
                    .allSatisfy(shard -> assertThat(shard.workers()).hasSize(2)));

    cluster.cluster().worker("w2").close();
    for (String sql : queries) {
      differential.requireSameRows(sql);
    }
    cluster.cluster().worker("w3").close();
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> cluster.client().query("SELECT * FROM dataset"))
                    .isInstanceOfSatisfying(
                        SkeinException.class,
                        error -> {
                          assertThat(error.code()).isEqualTo(ErrorCode.SHARD_UNAVAILABLE);
                          assertThat(error.getMessage()).contains("dataset", "start the worker");
                        }));
  }

  @Test
  void aTableWithFewerShardsThanWorkersIsAnswered() throws Exception {
    Generator.generate(
        DataSet.dataset(5_000, 7, Sharding.NONE),
        OutputOptions.to(data.resolve("dataset"))
            .withShards(2, 1)
            .withPlacement(Placement.across(4, 1)),
        Progress.NONE);
    cluster = TestCluster.builder().workers(4).localData(i -> data.resolve("worker-" + i)).build();
    oracle.add(TableName.main("dataset"), filesByShard("dataset", 4));
    Differential differential = new Differential(oracle, cluster);
    differential.requireSameRows("SELECT * FROM dataset");
    differential.requireSameRows("SELECT category, sum(value2) FROM dataset GROUP BY category");

    cluster.cluster().worker("w2").close();
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> cluster.client().query("SELECT * FROM dataset"))
                    .hasMessageContaining(
                        "shard shard-00001 of table dataset was last served by worker w2"));
  }

  /** Returns the files of the shards, each shard from the first worker that has it. */
  private List<Path> filesByShard(String table, int workers) throws IOException {
    Map<String, Path> shards = new TreeMap<>();
    for (int worker = 1; worker <= workers; worker++) {
      try (Stream<Path> folders = Files.list(data.resolve("worker-" + worker).resolve(table))) {
        folders
            .filter(Files::isDirectory)
            .forEach(folder -> shards.putIfAbsent(folder.getFileName().toString(), folder));
      }
    }
    List<Path> files = new ArrayList<>();
    for (Path shard : shards.values()) {
      files.addAll(files(shard));
    }
    files.sort(
        Comparator.comparing(file -> file.getParent().getFileName() + "/" + file.getFileName()));
    return files;
  }

  @Test
  void schemasKeepTablesOfOneNameApart() throws Exception {
    put("one/items", "a.parquet", 0, 10);
    put("two/items", "a.parquet", 100, 120);
    put("one/sole", "a.parquet", 7, 8);
    put("items2", "a.parquet", 0, 3);
    put("two/items2", "a.parquet", 0, 5);
    startOverSharedFolder();

    assertThat(cluster.rows("SELECT count(*) FROM one.items")).isEqualTo(List.of(List.of(10L)));
    assertThat(cluster.rows("SELECT count(*) FROM two.items")).isEqualTo(List.of(List.of(20L)));
    assertThat(cluster.rows("SELECT max(a.id), max(b.id) FROM one.items a, two.items b"))
        .isEqualTo(List.of(List.of(9L, 119L)));
    assertThat(cluster.rows("SELECT id FROM sole")).isEqualTo(List.of(List.of(7L)));
    // As in DuckDB, the main schema comes first.
    assertThat(cluster.rows("SELECT count(*) FROM items2")).isEqualTo(List.of(List.of(3L)));

    assertThatThrownBy(() -> cluster.rows("SELECT count(*) FROM items"))
        .isInstanceOfSatisfying(
            SkeinException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.AMBIGUOUS_TABLE);
              assertThat(error.getMessage())
                  .contains("items may mean one.items or two.items: write the one that you mean");
            });
    assertThat(cluster.rows("SHOW ALL TABLES")).isNotEmpty();
  }
}
