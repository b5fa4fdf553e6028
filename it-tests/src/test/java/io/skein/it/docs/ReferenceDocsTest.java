package io.skein.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference pages say what the code says. {@code -Dapproved.update=true} writes them anew. */
class ReferenceDocsTest {
  private static final Path ROOT = Path.of(System.getProperty("skein.root"));

  @Test
  void theErrorsPageIsWhatTheCodeSays() throws IOException {
    requireCurrent("errors.md", ErrorReference.page(ROOT));
  }

  @Test
  void theTypesPageIsWhatTheCodeSays() throws IOException {
    requireCurrent("types.md", TypeReference.page());
  }

  @Test
  void theMetricsPageIsWhatTheCodeSays() throws IOException {
    requireCurrent("metrics.md", MetricReference.page(ROOT));
  }

  @Test
  void theCommandsPageIsWhatTheCodeSays() throws Exception {
    requireCurrent("commands.md", CommandReference.page());
  }

  @Test
  void theTypesPageHasEveryTypeThatAColumnMayHave() throws SQLException {
    Set<String> listed =
        TypeReference.TYPES.stream()
            .map(ReferenceDocsTest::base)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).containsAll(logicalTypes());
  }

  private static void requireCurrent(String name, String page) throws IOException {
    Path file = ROOT.resolve("docs/reference").resolve(name);
    if (Boolean.getBoolean("approved.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, page);
    }
    assertThat(file).exists();
    assertThat(Files.readString(file))
        .as(
            "%s is out of date; run ./mvnw -pl it-tests -am verify -Dtest=ReferenceDocsTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dapproved.update=true",
            file)
        .isEqualTo(page);
  }

  private static String base(String type) {
    if (type.endsWith("[]")) {
      return "LIST";
    }
    if (type.endsWith("]")) {
      return "ARRAY";
    }
    return type.replaceFirst("\\(.*", "").replace("\"", "");
  }

  /** Returns DuckDB's types, but for the type of types, which no column of a table has. */
  private static Set<String> logicalTypes() throws SQLException {
    Set<String> types = new TreeSet<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT logical_type FROM duckdb_types()")) {
      while (rows.next()) {
        types.add(rows.getString(1));
      }
    }
    types.remove("TYPE");
    return types;
  }
}
