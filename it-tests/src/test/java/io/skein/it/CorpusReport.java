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

  void leftOut(String id) {
    queries++;
    undetermined.add(id);
  }

  void wrong(String id, String lane, String difference, String sql) {
    queries++;
    lanes.merge(lane, 1, Integer::sum);
    wrong.add("%s (%s): %s%n    %s".formatted(id, lane, difference, sql.replace("\n", "\n    ")));
  }

  List<String> wrong() {
    return wrong;
  }

  @Override
  public String toString() {
    return "%-24s %4d queries: %4d equal, %d wrong or failed, %d fail in DuckDB too, %d left out; lanes %s%s"
        .formatted(
            title,
            queries,
            equal,
            wrong.size(),
            failing,
            undetermined.size(),
            lanes,
            wrong.isEmpty() ? "" : "\n  " + String.join("\n  ", wrong));
  }
}
