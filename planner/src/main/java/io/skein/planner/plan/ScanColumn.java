package io.skein.planner.plan;

import java.util.Objects;

/**
 * A column that a scan reads.
 *
 * @param kind whether it is a column of the table
 * @param name its name in the table; of other kinds empty
 * @param type its type
 */
public record ScanColumn(Kind kind, String name, DataType type) {

  /** What a scan can produce. */
  public enum Kind {
    /** A column of the table. */
    TABLE,
    /** The row's id. It means nothing over shards, so a plan that uses it is not supported. */
    ROW_ID,
    /** Any value: only the number of rows counts. */
    PLACEHOLDER,
    /** A number that is unique within this scan, the same for all that read the scan's result. */
    ROW_NUMBER
  }

  public ScanColumn {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  /** Returns a column whose value does not matter. */
  public static ScanColumn placeholder() {
    return new ScanColumn(Kind.PLACEHOLDER, "", DataType.BOOLEAN);
  }
}
