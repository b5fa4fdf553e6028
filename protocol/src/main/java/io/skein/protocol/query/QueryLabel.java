package io.skein.protocol.query;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the tickets of a query say of it to those who run, list and limit its tasks: whoever sees a
 * task knows whose it is, although no coordinator is asked. Immutable.
 *
 * @param user who asked; "" where nobody has to say
 * @param sql the statement's text, shortened
 * @param lane how the query runs as a whole
 * @param resultStage the number of the stage whose tasks give the result
 * @param resultTasks how many tasks give the result
 * @param timeLimit how long the query may run; no limit if empty
 */
public record QueryLabel(
    String user,
    String sql,
    String lane,
    int resultStage,
    int resultTasks,
    Optional<Duration> timeLimit) {
  /** The label of tasks of which nothing is known. */
  public static final QueryLabel NONE = new QueryLabel("", "", "", 0, 0, Optional.empty());

  private static final int LONGEST_SQL = 400;

  public QueryLabel {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(timeLimit, "timeLimit");
    sql = shorten(sql);
    if (resultStage < 0 || resultTasks < 0) {
      throw new IllegalArgumentException(
          "stage %d of %d tasks gives the result".formatted(resultStage, resultTasks));
    }
    if (timeLimit.isPresent() && (timeLimit.get().isNegative() || timeLimit.get().isZero())) {
      throw new IllegalArgumentException("time limit must be positive: " + timeLimit.get());
    }
  }

  /** Returns the text on one line, cut where it is long. */
  private static String shorten(String sql) {
    String line = sql.strip().replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) <= LONGEST_SQL) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, LONGEST_SQL)) + "…";
  }
}
