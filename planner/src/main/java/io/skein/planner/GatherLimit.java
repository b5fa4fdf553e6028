package io.skein.planner;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.table.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * How much a query may move to one worker. Immutable.
 *
 * @param bytes uncompressed bytes of columns
 */
public record GatherLimit(long bytes) {

  public GatherLimit {
    if (bytes <= 0) {
      throw new IllegalArgumentException("gather limit must be positive: " + bytes);
    }
  }

  /**
   * Refuses what is above the limit.
   *
   * @param moved how many bytes the query may move
   * @param tables from which tables
   * @throws SkeinException TOO_LARGE
   */
  public void require(long moved, Collection<TableName> tables) {
    if (moved > bytes) {
      throw new SkeinException(
          ErrorCode.TOO_LARGE,
          ("the query would move up to %,d bytes of %s to one worker, and the limit is %,d: read"
                  + " fewer columns or rows, or raise --gather-limit of the coordinator")
              .formatted(
                  moved,
                  tables.stream()
                      .map(TableName::toString)
                      .distinct()
                      .sorted()
                      .collect(Collectors.joining(", ")),
                  bytes));
    }
  }
}
