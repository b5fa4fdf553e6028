package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.generator.DataSet;
import io.skein.generator.Generator;
import io.skein.generator.OutputOptions;
import io.skein.generator.Progress;
import io.skein.generator.output.Placement;
import io.skein.it.QueryFile.NamedQuery;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.protocol.table.TableName;
import io.skein.standalone.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An answer does not depend on how many workers there are, where the shards lie, which replica is
 * asked, and how rows are moved. The tables are those of TPC-H, colocated, replicated and divided
 * by intervals as its generator does it.
 */
class SameAnswerIT {
  private static final double SCALE = 0.01;
  private static final int SHARDS = 7;
  private static final String SCHEMA = "tpch";

  private static final Map<String, TestCluster> clusters = new LinkedHashMap<>();
  private static Oracle oracle;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    Path shared = generate(folder.resolve("shared"), Placement.SHARED).resolve(SCHEMA);
    Path replicas = generate(folder.resolve("replicas"), Placement.across(3, 2));
    Path single = generate(folder.resolve("single"), Placement.across(7, 1));
    oracle = new Oracle();
    try (Stream<Path> tables = Files.list(shared)) {
      for (Path table : tables.sorted().toList()) {
        oracle.add(TableName.main(table.getFileName().toString()), files(table));
      }
    }
    for (int workers : List.of(1, 3, 7)) {
      clusters.put(workers + " workers, one folder", over(workers).sharedData(shared).build());
    }
    clusters.put(
        "3 workers, one folder, rows divided",
        over(3).distribution(DistributionOptions.REPARTITION).sharedData(shared).build());
    clusters.put(
        "7 workers, a folder each, rows divided",
        over(7)
            .distribution(DistributionOptions.REPARTITION)
            .localData(worker -> own(single, worker))
            .build());
    clusters.put(
        "3 workers, two replicas", over(3).localData(worker -> own(replicas, worker)).build());
    clusters.put(
        "3 workers, the other replica first",
        over(3).localData(worker -> own(replicas, worker % 3 + 1)).build());
  }

  private static Path generate(Path folder, Placement placement) throws Exception {
    Generator.generate(
        DataSet.tpch(SCALE),
        OutputOptions.to(folder.resolve(SCHEMA)).withShards(SHARDS, 1).withPlacement(placement),
        Progress.NONE);
    return folder;
  }

  private static Path own(Path folder, int worker) {
    return folder.resolve("worker-" + worker).resolve(SCHEMA);
  }

  private static TestCluster.Builder over(int workers) {
    return TestCluster.builder().workers(workers).unchangingData();
  }

  private static List<Path> files(Path table) throws IOException {
    try (Stream<Path> files = Files.walk(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      for (TestCluster cluster : clusters.values()) {
        cluster.assertNothingHeld();
      }
    } finally {
      clusters.values().forEach(TestCluster::close);
      oracle.close();
    }
  }

  static List<NamedQuery> queries() {
    return QueryFile.read("tpch-like.sql");
  }

  @ParameterizedTest
  @MethodSource("queries")
  void theAnswerIsTheSameEverywhere(NamedQuery query) throws Exception {
    Answer expected = oracle.answer(query.sql());
    assertThat(expected.rows()).as("an answer without rows proves little").isNotEmpty();
    for (Map.Entry<String, TestCluster> cluster : clusters.entrySet()) {
      Answer found = ClusterAnswer.fetch(cluster.getValue().client(), query.sql());
      assertThat(
              query.ordered()
                  ? AnswerComparison.ofSequences(expected, found)
                  : AnswerComparison.ofMultisets(expected, found))
          .as("%s on %s", query.name(), cluster.getKey())
          .isEmpty();
    }
  }
}
