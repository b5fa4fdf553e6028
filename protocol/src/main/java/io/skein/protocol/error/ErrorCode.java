package io.skein.protocol.error;

/** The errors that Skein's nodes report. The name crosses the wire; the type decides retries. */
public enum ErrorCode {
  /** The SQL does not parse. */
  SYNTAX_ERROR(ErrorType.USER),
  /** The SQL names what is not there or does not fit: DuckDB's binder and catalog errors. */
  BINDING_ERROR(ErrorType.USER),
  /** The statement is of a kind that Skein does not run. */
  STATEMENT_REFUSED(ErrorType.USER),
  /** Rows of the query cannot be computed: overflow, failed cast, error(). */
  EXECUTION_ERROR(ErrorType.USER),
  /** A table name stands for tables in several schemas. */
  AMBIGUOUS_TABLE(ErrorType.USER),
  /** Two shards of the table do not have the same columns, or a file is no Parquet file. */
  TABLE_UNUSABLE(ErrorType.USER),
  /** The request is malformed. */
  INVALID_REQUEST(ErrorType.USER),
  /** The caller or its ticket is not accepted: altered, expired, foreign. */
  UNAUTHENTICATED(ErrorType.USER),
  /** The caller cancelled the query. */
  CANCELLED(ErrorType.USER),

  /** No worker serves. */
  NO_WORKERS(ErrorType.UNAVAILABLE),
  /** No live worker can read a shard. */
  SHARD_UNAVAILABLE(ErrorType.UNAVAILABLE),
  /** A worker no longer has the version of a shard that the ticket names: plan the query again. */
  SHARD_CHANGED(ErrorType.UNAVAILABLE),
  /**
   * Rows that all readers must take of one run are gone, and another run could give others: plan
   * the query again.
   */
  RESULT_GONE(ErrorType.UNAVAILABLE),
  /** A worker cannot be reached, or went away. */
  WORKER_UNAVAILABLE(ErrorType.UNAVAILABLE),
  /** The node is leaving and takes no new tasks. */
  DRAINING(ErrorType.UNAVAILABLE),
  /** The coordinator cannot be reached, or does not know the cluster yet. */
  COORDINATOR_UNAVAILABLE(ErrorType.UNAVAILABLE),
  /** ZooKeeper cannot be reached by a node that needs it. */
  ZOOKEEPER_UNAVAILABLE(ErrorType.UNAVAILABLE),

  /** Memory or disk ran out. */
  OUT_OF_MEMORY(ErrorType.RESOURCE),
  /** The query would move or hold more than the limit. */
  TOO_LARGE(ErrorType.RESOURCE),
  /** The query ran longer than its limit, or its client stopped reading. */
  TIMED_OUT(ErrorType.RESOURCE),
  /** Too many queries are running. */
  TOO_MANY_QUERIES(ErrorType.RESOURCE),

  /** A file that was readable is not any more: truncated, corrupt or gone. */
  FILE_UNREADABLE(ErrorType.INTERNAL),
  /** Anything else. */
  INTERNAL_ERROR(ErrorType.INTERNAL);

  private final ErrorType type;

  ErrorCode(ErrorType type) {
    this.type = type;
  }

  /** Returns who may do something about the error. */
  public ErrorType type() {
    return type;
  }

  /**
   * Returns whether another node may be able to do what one node could not, for a reason that is
   * the node's own. An error of type UNAVAILABLE for which that does not hold needs a new plan.
   */
  public boolean isOfThePlace() {
    return switch (this) {
      case WORKER_UNAVAILABLE, DRAINING, SHARD_CHANGED, FILE_UNREADABLE -> true;
      default -> false;
    };
  }
}
