package io.skein.worker.task;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightErrors;
import io.skein.worker.shard.ShardScan;
import java.util.List;
import java.util.Optional;

/** Makes of whatever stopped a task the one error that its client is told. */
final class TaskErrors {

  private TaskErrors() {}

  static SkeinException of(Throwable error) {
    return FlightErrors.toSkein(error);
  }

  /**
   * Returns the error with the shard it speaks of. DuckDB names the file where it cannot read one;
   * then it is the file's fault, and not the query's, unless the file was replaced meanwhile.
   */
  static SkeinException withShard(SkeinException error, List<ShardScan> scans) {
    for (ShardScan scan : scans) {
      Optional<String> shard = scan.shardNamedIn(error.getMessage());
      if (shard.isPresent() && speaksOfFiles(error.code())) {
        return new SkeinException(ErrorCode.FILE_UNREADABLE, error.getMessage(), error)
            .withShard(shard.get());
      }
    }
    return error;
  }

  private static boolean speaksOfFiles(ErrorCode code) {
    return code == ErrorCode.EXECUTION_ERROR || code == ErrorCode.INTERNAL_ERROR;
  }
}
