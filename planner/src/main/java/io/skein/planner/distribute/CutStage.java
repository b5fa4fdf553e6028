package io.skein.planner.distribute;

import io.skein.planner.plan.Aggregate;
import io.skein.planner.plan.AggregateCall;
import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Limit;
import java.util.List;
import java.util.Objects;

/**
 * A piece that was cut off, to be run by tasks of its own. Immutable.
 *
 * @param number the stage's number, from 0
 * @param piece what its tasks run
 * @param types the types of its columns {@code c0}, {@code c1} and so on
 * @param keys the columns by whose hash its rows are divided among the readers; none if every
 *     reader reads all of them
 */
record CutStage(int number, Piece piece, List<DataType> types, List<Integer> keys) {

  CutStage {
    Objects.requireNonNull(piece, "piece");
    types = List.copyOf(types);
    keys = List.copyOf(keys);
  }

  /** Returns what each reader reads of it. */
  StageInput.Reading reading() {
    return keys.isEmpty() ? StageInput.Reading.WHOLE : StageInput.Reading.PARTITION;
  }

  /** Returns whether its columns are states of aggregates, which a later stage combines. */
  boolean givesStates() {
    return piece.node() instanceof Aggregate aggregate
        && aggregate.aggregates().stream()
            .anyMatch(call -> call.output() == AggregateCall.Output.STATE);
  }

  /** Returns how many bytes its tasks may give to one reader, as far as the scans tell. */
  long bytes(int partitions) {
    if (givesStates() || piece.node() instanceof Limit) {
      return 0;
    }
    return keys.isEmpty() ? piece.scannedBytes() : piece.scannedBytes() / partitions;
  }
}
