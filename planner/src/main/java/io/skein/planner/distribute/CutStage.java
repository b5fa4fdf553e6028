package io.skein.planner.distribute;

import io.skein.planner.plan.DataType;
import java.util.List;
import java.util.Objects;

/**
 * A piece that was cut off, to be run by tasks of its own. Immutable.
 *
 * @param number the stage's number, from 0
 * @param piece what its tasks run
 * @param types the types of its columns {@code c0}, {@code c1} and so on
 */
record CutStage(int number, Piece piece, List<DataType> types) {

  CutStage {
    Objects.requireNonNull(piece, "piece");
    types = List.copyOf(types);
  }
}
