package io.skein.planner.plan;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows around a row that a window function sees.
 *
 * @param mode what the bounds count
 * @param start the first row
 * @param end the last row
 * @param exclusion which rows near the current one are left out
 */
public record WindowFrame(Mode mode, Bound start, Bound end, Exclusion exclusion) {

  /** What the bounds count. */
  public enum Mode {
    ROWS,
    RANGE,
    GROUPS
  }

  /** Where a bound lies. */
  public enum Place {
    UNBOUNDED_PRECEDING("UNBOUNDED PRECEDING"),
    PRECEDING("PRECEDING"),
    CURRENT_ROW("CURRENT ROW"),
    FOLLOWING("FOLLOWING"),
    UNBOUNDED_FOLLOWING("UNBOUNDED FOLLOWING");

    private final String sql;

    Place(String sql) {
      this.sql = sql;
    }

    /** Returns the SQL keywords. */
    public String sql() {
      return sql;
    }
  }

  /** Which rows are left out. */
  public enum Exclusion {
    NONE(""),
    CURRENT_ROW(" EXCLUDE CURRENT ROW"),
    GROUP(" EXCLUDE GROUP"),
    TIES(" EXCLUDE TIES");

    private final String sql;

    Exclusion(String sql) {
      this.sql = sql;
    }

    /** Returns the SQL clause, empty for none. */
    public String sql() {
      return sql;
    }
  }

  /**
   * One end of the frame.
   *
   * @param place where it lies
   * @param offset how far from the current row, where the place is PRECEDING or FOLLOWING
   */
  public record Bound(Place place, Optional<Expression> offset) {
    public Bound {
      Objects.requireNonNull(place, "place");
      if (offset.isPresent() != (place == Place.PRECEDING || place == Place.FOLLOWING)) {
        throw new IllegalArgumentException("%s with offset %s".formatted(place, offset));
      }
    }
  }

  public WindowFrame {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(exclusion, "exclusion");
  }

  /** Returns the frame with every column reference replaced. */
  public WindowFrame mapColumns(Function<ColumnReference, ? extends Expression> mapping) {
    return new WindowFrame(mode, map(start, mapping), map(end, mapping), exclusion);
  }

  private static Bound map(Bound bound, Function<ColumnReference, ? extends Expression> mapping) {
    return new Bound(bound.place(), bound.offset().map(offset -> offset.mapColumns(mapping)));
  }
}
