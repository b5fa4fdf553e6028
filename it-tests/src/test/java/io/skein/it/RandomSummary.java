package io.skein.it;

import io.skein.it.random.RandomQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of many random queries, by what they use and by lane. Not thread-safe. */
final class RandomSummary {
  private final Map<String, Usage> features = new TreeMap<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private final Map<RandomTrial.LeftOut, Integer> leftOut = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final Usage all = new Usage();
  private int refused;

  /** How many queries use something. */
  private static final class Usage {
    private final Map<String, Integer> lanes = new TreeMap<>();
    private int queries;
    private int empty;

    private String line(String name) {
      return "  %-28s %6d queries, %6d empty; %s"
          .formatted(
              name,
              queries,
              empty,
              lanes.entrySet().stream()
                  .map(lane -> lane.getKey() + " " + lane.getValue())
                  .collect(Collectors.joining(", ")));
    }
  }

  /** Counts a query that the oracle answers. */
  void answered(RandomTrial trial) {
    usages(trial.query()).forEach(usage -> count(usage, trial));
    count(all, trial);
  }

  private static void count(Usage usage, RandomTrial trial) {
    usage.queries++;
    usage.empty += trial.isEmpty() ? 1 : 0;
  }

  /** Counts an answer of a cluster. */
  void ran(RandomQuery query, String lane) {
    usages(query).forEach(usage -> usage.lanes.merge(lane, 1, Integer::sum));
    all.lanes.merge(lane, 1, Integer::sum);
  }

  private List<Usage> usages(RandomQuery query) {
    return query.features().stream()
        .map(feature -> features.computeIfAbsent(feature, key -> new Usage()))
        .toList();
  }

  /** Counts a query that the oracle refuses. */
  void refused(RandomTrial trial) {
    refused++;
    refusals.merge(trial.refusal().lines().findFirst().orElse(""), 1, Integer::sum);
  }

  /** Counts a query that there is nothing to compare with. */
  void leftOut(RandomTrial.LeftOut reason) {
    leftOut.merge(reason, 1, Integer::sum);
  }

  /** Counts a query that is answered wrongly. */
  void wrong(String description) {
    wrong.add(description);
  }

  List<String> wrong() {
    return wrong;
  }

  int answered() {
    return all.queries;
  }

  int refused() {
    return refused;
  }

  /** Returns the numbers in one line. */
  String line() {
    return "%d random queries answered (%d of them by no rows), %d refused by DuckDB, left out %s; runs %s; %d wrong"
        .formatted(all.queries, all.empty, refused, leftOut, all.lanes, wrong.size());
  }

  @Override
  public String toString() {
    return features.entrySet().stream()
            .map(feature -> feature.getValue().line(feature.getKey()))
            .collect(
                Collectors.joining("\n", "Random queries, what they use and how they ran:\n", ""))
        + "\n"
        + refusals.entrySet().stream()
            .map(refusal -> "  refused %d: %s%n".formatted(refusal.getValue(), refusal.getKey()))
            .collect(Collectors.joining())
        + line();
  }
}
