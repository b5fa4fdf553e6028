package io.skein.it;

import io.skein.it.DuckDbTestFile.TestStatement;
import io.skein.planner.plan.UnsupportedPlanException;
import io.skein.planner.render.PlanningDuckDb;
import io.skein.protocol.error.ErrorType;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Runs one file of DuckDB's own tests: its setup on one DuckDB, whose tables are written as Parquet
 * shards, and its queries on clusters over these shards and on one DuckDB over the same files. Used
 * by one thread.
 */
final class DuckDbTestRun implements AutoCloseable {
  /** In so many orders the files are given to DuckDB to see whether it answers otherwise then. */
  private static final int ORDERS = 3;

  private final DuckDbTestFile file;
  private final Path folder;
  private final DuckDbTestReport report;
  private final PlanningDuckDb setup = new PlanningDuckDb();
  private WrittenTables tables;
  private boolean changed = true;
  private int written;

  /**
   * Creates a run.
   *
   * @param folder where its tables may be
   */
  DuckDbTestRun(DuckDbTestFile file, Path folder, DuckDbTestReport report) throws SQLException {
    this.file = file;
    this.folder = folder;
    this.report = report;
    this.tables = WrittenTables.none(folder);
  }

  /** Runs all statements, the queries on each of the clusters. */
  void on(List<ReplaceableTables> clusters) throws SQLException, IOException {
    for (TestStatement statement : file.statements()) {
      if (statement.isQuery()) {
        if (changed && statement.usesTable()) {
          write(clusters);
        }
        compare(statement, clusters);
      } else {
        setUp(statement);
        changed |= statement.changesTables();
      }
    }
  }

  private void setUp(TestStatement statement) {
    try {
      setup.execute(statement.sql());
    } catch (SQLException e) {
      // Some are to fail. Where others are missed, both sides miss the same.
    }
  }

  private void write(List<ReplaceableTables> clusters) throws SQLException, IOException {
    tables.close();
    tables = WrittenTables.write(setup, folder.resolve("tables-" + written++));
    for (ReplaceableTables cluster : clusters) {
      cluster.replace(tables.tables(), tables.data());
    }
    changed = false;
  }

  private void compare(TestStatement query, List<ReplaceableTables> clusters)
      throws SQLException, IOException {
    if (!tables.oracle().isSelect(query.sql())) {
      leftOut(query, "no SELECT");
      return;
    }
    Optional<Answer> expected = Optional.empty();
    String refusal = "";
    try {
      expected = Optional.of(tables.oracle().answer(query.sql()));
    } catch (SQLException e) {
      refusal = e.getMessage();
    }
    for (ReplaceableTables cluster : clusters) {
      if (expected.isPresent()) {
        compare(query, expected.get(), cluster);
      } else {
        compareRefusals(query, refusal, cluster);
      }
    }
  }

  private void compare(TestStatement query, Answer expected, ReplaceableTables cluster)
      throws SQLException, IOException {
    LanedAnswer found;
    try {
      found = LanedAnswer.fetch(cluster.cluster().client(), query.sql());
    } catch (SkeinException e) {
      if (e.code().type() == ErrorType.USER) {
        leftOut(query, DuckDbTestReasons.ofSkein(e));
      } else {
        wrong(query, cluster, Difference.ofError(e));
      }
      return;
    }
    Optional<String> difference = difference(query, expected, found.answer());
    if (difference.isEmpty()) {
      report.equal(found);
    } else if (isDetermined(query, expected)) {
      wrong(query, cluster, Difference.ofRows(found.lane(), difference.get()));
    } else {
      leftOut(query, DuckDbTestReport.NOT_DETERMINED);
    }
  }

  private Optional<String> difference(TestStatement query, Answer expected, Answer found)
      throws SQLException {
    return new DeterminedComparison(
            expected,
            found,
            order(query),
            () -> tables.oracle().answer(tables.oracle().withoutLimit(query.sql())))
        .difference();
  }

  private ResultOrder order(TestStatement query) {
    try {
      return ResultOrder.of(tables.shells().plan(query.sql()));
    } catch (SQLException | UnsupportedPlanException | SkeinException e) {
      // The order of a plan that cannot be read is not known; its rows are.
      return ResultOrder.NONE;
    }
  }

  /** Returns whether DuckDB answers the same whatever the order of the files. */
  private boolean isDetermined(TestStatement query, Answer expected) throws SQLException {
    for (int places = 0; places < ORDERS; places++) {
      try (Oracle other = tables.reordered(places)) {
        if (difference(query, expected, other.answer(query.sql())).isPresent()) {
          return false;
        }
      }
    }
    return true;
  }

  private void compareRefusals(TestStatement query, String refusal, ReplaceableTables cluster)
      throws IOException {
    try {
      LanedAnswer found = LanedAnswer.fetch(cluster.cluster().client(), query.sql());
      wrong(query, cluster, Difference.ofMissingError(found.lane(), refusal));
    } catch (SkeinException e) {
      if (e.code().type() != ErrorType.USER) {
        wrong(query, cluster, Difference.ofOtherError(e, refusal));
      } else if (answersItself(query)) {
        leftOut(query, DuckDbTestReasons.ofOracle(refusal));
      } else {
        report.fails();
      }
    }
  }

  /** Returns whether the database that was set up answers: then Parquet does not keep all of it. */
  private boolean answersItself(TestStatement query) {
    try {
      setup.execute(query.sql());
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private void leftOut(TestStatement query, String reason) {
    report.leftOut(file.name(), query.number(), reason);
  }

  private void wrong(TestStatement query, ReplaceableTables cluster, Difference difference) {
    String text =
        "%s#%d on %s, %s%n    %s"
            .formatted(
                file.name(),
                query.number(),
                cluster.shape(),
                difference,
                query.sql().replace("\n", "\n    "));
    System.out.println(text);
    report.wrong(text);
  }

  @Override
  public void close() throws SQLException {
    tables.close();
    setup.close();
  }
}
