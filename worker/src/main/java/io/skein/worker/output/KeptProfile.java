package io.skein.worker.output;

import io.skein.protocol.profile.TaskStatistics;
import io.skein.worker.engine.ResultTable;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a run whose result is kept gave and took. Immutable.
 *
 * @param sizes how large each partition of the result is; one size if it is not divided
 * @param tasks statistics of the run, and of all that it read, directly or not
 */
public record KeptProfile(List<ResultTable.Size> sizes, List<TaskStatistics> tasks) {

  public KeptProfile {
    sizes = List.copyOf(sizes);
    tasks = List.copyOf(tasks);
  }

  /** Returns about how many bytes a reader of the partition, or of the whole result, reads. */
  public long bytes(OptionalInt partition) {
    return partition.isPresent()
        ? sizes.get(partition.getAsInt()).bytes()
        : sizes.stream().mapToLong(ResultTable.Size::bytes).sum();
  }
}
