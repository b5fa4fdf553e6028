package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.it.ClusterShape.Moving;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The queries of DuckDB's own tests, answered by clusters and by one DuckDB over the same files.
 * Without the folder of the queries the test is skipped. Some of the files are run, each on one of
 * two clusters; all files on both with {@code -Dskein.corpora.full=true}, and those whose names
 * contain a pattern with {@code -Dskein.corpora.files}.
 */
class DuckDbTestsIT {
  private static final int EVERY = 8;
  private static final Pattern FILES =
      Pattern.compile(System.getProperty("skein.corpora.files", ""));
  private static final String UPDATE = "run with -Dskein.corpora.full=true -Dapproved.update=true";
  private static final Path PAGE =
      Path.of(System.getProperty("skein.root"), "docs/reference/lanes/duckdb-sqllogic.md");

  @BeforeAll
  static void findCorpora() {
    Assumptions.assumeTrue(
        CorpusSettings.isThere(),
        "no query corpora at '" + CorpusSettings.folder() + "': set -Dskein.corpora");
  }

  @Test
  void clustersAnswerDuckDbsOwnTestsAsOneDuckDb(@TempDir Path folder) throws Exception {
    List<DuckDbTestFile> files = files();
    DuckDbTestReport report = new DuckDbTestReport();
    try (ReplaceableTables shared =
            new ReplaceableTables(
                ClusterShape.shared(3, Moving.AS_USUAL), folder.resolve("shared"));
        ReplaceableTables apart =
            new ReplaceableTables(
                ClusterShape.apart(3, 1, Moving.DIVIDED), folder.resolve("apart"))) {
      for (int i = 0; i < files.size(); i++) {
        DuckDbTestFile file = files.get(i);
        boolean onShared = Math.floorMod(file.name().hashCode() / EVERY, 2) == 0;
        List<ReplaceableTables> clusters =
            CorpusSettings.isFull() ? List.of(shared, apart) : List.of(onShared ? shared : apart);
        try (DuckDbTestRun run = new DuckDbTestRun(file, folder.resolve("file-" + i), report)) {
          run.on(clusters);
        }
      }
      shared.cluster().assertNothingHeld();
      apart.cluster().assertNothingHeld();
    }
    System.out.printf("%d of DuckDB's test files: %s%n", files.size(), report.line());
    System.out.print(report.reasons());
    assertThat(report.wrong()).as(report.line()).isEmpty();
    if (isOfAllQueries() && Boolean.getBoolean("approved.update")) {
      report.addUndetermined(DuckDbTestReport.ofPage(Files.readAllLines(PAGE)));
      Files.writeString(PAGE, report.page());
    }
    check(report);
  }

  private static List<DuckDbTestFile> files() throws Exception {
    return DuckDbTestFile.read(CorpusSettings.folder()).stream()
        .filter(file -> FILES.matcher(file.name()).find())
        .filter(
            file ->
                CorpusSettings.isFull()
                    || !FILES.pattern().isEmpty()
                    || Math.floorMod(file.name().hashCode(), EVERY) == 0)
        .toList();
  }

  private static boolean isOfAllQueries() {
    return CorpusSettings.isFull() && FILES.pattern().isEmpty();
  }

  /** Compares what is left out with what the page in the documentation says. */
  private static void check(DuckDbTestReport report) throws Exception {
    DuckDbTestReport told = DuckDbTestReport.ofPage(Files.readAllLines(PAGE));
    assertThat(report.queriesLeftOut())
        .as("%s lacks queries that are left out: %s", PAGE, UPDATE)
        .isSubsetOf(told.queriesLeftOut());
    if (isOfAllQueries()) {
      assertThat(told.queriesLeftOut())
          .as("%s has queries that are not left out: %s", PAGE, UPDATE)
          .isSubsetOf(report.queriesLeftOut());
    }
  }
}
