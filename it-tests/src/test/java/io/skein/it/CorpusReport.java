package io.skein.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The outcome of a corpus's queries. */
final class CorpusReport {
  private final String title;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> undetermined = new ArrayList<>();
  private final Map<String, Integer> lanes = new TreeMap<>();
  private int queries;
  private int equal;
  private int failing;

  CorpusReport(String title) {
    this.title = title;
  }

  /** Counts a query with DuckDB's answer. */
  void equal(String lane) {
    queries++;
    equal++;
    lanes.merge(lane, 1, Integer::sum);
  }

  /** Counts a query that DuckDB refuses too. */
  void fails() {
    queries++;
    failing++;
  }

  /** Counts a query whose answer is not determined. */
  void leftOut(String why) {
    queries++;
    undetermined.add(why);
  }

  /** Counts a query with another answer, or with an error. */
  void wrong(String id, String lane, String difference, String sql) {
    queries++;
    lanes.merge(lane, 1, Integer::sum);
    wrong.add("%s (%s): %s%n    %s".formatted(id, lane, difference, sql.replace("\n", "\n    ")));
  }

  /** Returns what is said of each query with another answer. */
  List<String> wrong() {
    return wrong;
  }

  @Override
  public String toString() {
    return "%-32s %4d queries: %4d equal, %d wrong or failed, %d fail in DuckDB too, %d left out %s; lanes %s%s"
        .formatted(
            title,
            queries,
            equal,
            wrong.size(),
            failing,
            undetermined.size(),
            undetermined,
            lanes,
            wrong.isEmpty() ? "" : "\n  " + String.join("\n  ", wrong));
  }
}
