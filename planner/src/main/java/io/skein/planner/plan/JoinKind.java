package io.skein.planner.plan;

/** Which rows a join puts out. */
public enum JoinKind {
  /** The pairs that match. */
  INNER,
  /** The pairs that match, and left rows without a match. */
  LEFT,
  /** The pairs that match, and right rows without a match. */
  RIGHT,
  /** The pairs that match, and rows of both sides without a match. */
  FULL,
  /** Left rows with a match. */
  SEMI,
  /** Left rows without a match. */
  ANTI,
  /** All left rows with a BOOLEAN: whether there is a match; NULL where SQL's IN says so. */
  MARK,
  /** All left rows with their match; more than one match is an error. */
  SINGLE;

  /** Returns whether columns of the right side are in the output. */
  public boolean emitsRight() {
    return this != SEMI && this != ANTI && this != MARK;
  }

  /** Returns whether left rows without a match are in the output. */
  public boolean keepsUnmatchedLeft() {
    return this == LEFT || this == FULL || this == ANTI || this == MARK || this == SINGLE;
  }

  /** Returns whether right rows without a match are in the output. */
  public boolean keepsUnmatchedRight() {
    return this == RIGHT || this == FULL;
  }
}
