package io.skein.planner.distribute;

import io.skein.protocol.table.TableName;
import java.util.Objects;

/**
 * A stage that a piece reads, and what each task of the piece reads of it. Immutable.
 *
 * @param stage the stage's number
 * @param reading what each task reads
 */
record StageInput(int stage, Reading reading) {

  /** What a task reads of a stage. */
  enum Reading {
    /** All rows. */
    WHOLE,
    /** The partition with the task's own number. */
    PARTITION
  }

  StageInput {
    Objects.requireNonNull(reading, "reading");
  }

  /** Returns the relation by which fragments read it. */
  TableName relation() {
    return TableName.main((reading == Reading.WHOLE ? "stage_" : "partition_of_stage_") + stage);
  }
}
