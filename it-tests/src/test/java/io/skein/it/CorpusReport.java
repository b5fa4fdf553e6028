package io.skein.it;

import io.skein.it.Corpus.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The outcome of a corpus's queries. Not thread-safe. */
final class CorpusReport {
  private final String title;
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Integer> lanes = new TreeMap<>();
  private int queries;
  private int equal;
  private int empty;
  private int failing;

  CorpusReport(String title) {
    this.title = title;
  }

  /** Counts a query with DuckDB's answer. */
  void equal(LanedAnswer found) {
    queries++;
    equal++;
    empty += found.answer().rows().isEmpty() ? 1 : 0;
    lanes.merge(found.lane(), 1, Integer::sum);
  }

  /** Counts a query that DuckDB refuses too. */
  void fails() {
    queries++;
    failing++;
  }

  /** Counts a query with another answer, or with an error. */
  void wrong(Query query, Difference difference) {
    queries++;
    lanes.merge(difference.lane(), 1, Integer::sum);
    wrong.add(
        "%s: %s%n    %s".formatted(query.id(), difference, query.sql().replace("\n", "\n    ")));
  }

  /** Returns what is said of each query with another answer. */
  List<String> wrong() {
    return wrong;
  }

  @Override
  public String toString() {
    return "%-36s %4d queries: %4d equal (%d of them without rows), %d wrong or failed, %d fail in DuckDB too; lanes %s%s"
        .formatted(
            title,
            queries,
            equal,
            empty,
            wrong.size(),
            failing,
            lanes,
            wrong.isEmpty() ? "" : "\n  " + String.join("\n  ", wrong));
  }
}
