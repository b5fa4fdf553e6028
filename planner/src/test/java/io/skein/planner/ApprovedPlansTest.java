package io.skein.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skein.planner.catalog.Catalog;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.planner.statement.ExplainMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plans as they were read and found good, one file each in {@code src/test/approved}: those of one
 * query for each rule, which lie beside as {@code .sql}, and those of TPC-H, whose queries are in
 * the folder that the system property {@code skein.corpora} names. {@code -Dapproved.update=true}
 * writes the files anew.
 */
class ApprovedPlansTest {
  private static final Path APPROVED = Path.of("src", "test", "approved");
  private static final boolean UPDATE = Boolean.getBoolean("approved.update");

  private static BufferAllocator allocator;
  private static Planner planner;

  @BeforeAll
  static void open() {
    allocator = new RootAllocator();
    planner = new Planner(allocator, 1L << 40, DistributionOptions.DEFAULTS);
  }

  @AfterAll
  static void close() {
    planner.close();
    allocator.close();
  }

  @TestFactory
  Stream<DynamicTest> thePlanOfEachRuleIsTheApprovedOne() throws IOException {
    try (Stream<Path> files = Files.list(APPROVED.resolve("rules"))) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList().stream()
          .map(
              file -> {
                String name = file.getFileName().toString().replace(".sql", "");
                return DynamicTest.dynamicTest(
                    name.replace('-', ' '),
                    () ->
                        check(
                            Files.readString(file),
                            ShopCatalog.shop(),
                            file.resolveSibling(name + ".txt")));
              });
    }
  }

  @TestFactory
  Stream<DynamicTest> thePlansOfTpchAreTheApprovedOnes() throws IOException {
    String folder = System.getProperty("skein.corpora", "");
    Path queries = Path.of(folder, "tpch.jsonl");
    Assumptions.assumeTrue(
        !folder.isEmpty() && Files.exists(queries),
        "no query corpora at '" + folder + "': set -Dskein.corpora");
    ObjectMapper json = new ObjectMapper();
    return Files.readAllLines(queries).stream()
        .map(
            line -> {
              JsonNode record = read(json, line);
              String id = record.get("id").asText();
              return DynamicTest.dynamicTest(
                  id,
                  () ->
                      check(
                          record.get("sql").asText(),
                          ShopCatalog.tpch(),
                          APPROVED.resolve("tpch").resolve(id + ".txt")));
            });
  }

  private static JsonNode read(ObjectMapper json, String line) {
    try {
      return json.readTree(line);
    } catch (IOException e) {
      throw new IllegalStateException("not a record: " + line, e);
    }
  }

  private static void check(String sql, Catalog catalog, Path file) throws IOException {
    DistributedPlan plan = planner.plan(sql.strip(), catalog, 0);
    String found = String.join("\n", PlanPrinter.lines(plan, ExplainMode.VERBOSE)) + "\n";
    if (UPDATE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, found);
      return;
    }
    assertThat(file).as("run once with -Dapproved.update=true").exists();
    assertThat(found).isEqualTo(Files.readString(file));
  }
}
