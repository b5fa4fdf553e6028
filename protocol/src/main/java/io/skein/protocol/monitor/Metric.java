package io.skein.protocol.monitor;

import java.util.List;

/** Everything that nodes measure: {@code skein_<node>_<what>_<unit>}. */
public enum Metric {
  /** Queries of this coordinator that are over, by lane and outcome. */
  COORDINATOR_QUERIES_TOTAL(Kind.COUNTER, "lane", "outcome"),
  /** Rows of the results of queries that are over. */
  COORDINATOR_RESULT_ROWS_TOTAL(Kind.COUNTER),
  /** Bytes of Arrow buffers of the results of queries that are over. */
  COORDINATOR_RESULT_BYTES_TOTAL(Kind.COUNTER),
  /** How long queries ran, from the first task's beginning to the last one's end. */
  COORDINATOR_QUERY_SECONDS(Kind.SUMMARY),
  /** How long it took to make a plan, of those that were made and not kept from before. */
  COORDINATOR_PLANNING_SECONDS(Kind.SUMMARY),
  /** Queries that were answered with a plan that had been kept. */
  COORDINATOR_PLANS_REUSED_TOTAL(Kind.COUNTER),
  /** Queries that have a place: planned or running. */
  COORDINATOR_QUERIES_ADMITTED(Kind.GAUGE),
  /** How many may have a place, as {@code --max-queries} says. */
  COORDINATOR_QUERIES_LIMIT(Kind.GAUGE),
  /** Queries that wait for a place. */
  COORDINATOR_QUERIES_QUEUED(Kind.GAUGE),
  /** Queries that were rejected because too many ran. */
  COORDINATOR_QUERIES_REJECTED_TOTAL(Kind.COUNTER),
  /** Streams that this coordinator passes on or computes itself. */
  COORDINATOR_STREAMS_OPEN(Kind.GAUGE),
  /** Workers that serve. */
  COORDINATOR_WORKERS(Kind.GAUGE),
  /** Tables that can be queried. */
  COORDINATOR_TABLES(Kind.GAUGE),
  /** Tables that cannot be queried. */
  COORDINATOR_TABLES_UNUSABLE(Kind.GAUGE),
  /** Shards of all tables. */
  COORDINATOR_SHARDS(Kind.GAUGE),
  /** Bytes of Arrow buffers that the coordinator holds. */
  COORDINATOR_ARROW_BYTES(Kind.GAUGE),

  /** Tasks that run, and readers of kept results. */
  WORKER_TASKS_RUNNING(Kind.GAUGE),
  /** How many tasks may run, as {@code --max-tasks} says. */
  WORKER_TASKS_LIMIT(Kind.GAUGE),
  /** Tasks that ended, by outcome. */
  WORKER_TASKS_TOTAL(Kind.COUNTER, "outcome"),
  /** How long tasks ran, waiting for other tasks and for clients included. */
  WORKER_TASK_SECONDS(Kind.SUMMARY),
  /** Threads that run tasks and read what other tasks give. */
  WORKER_THREADS(Kind.GAUGE),
  /** Rows that tasks sent. */
  WORKER_ROWS_SENT_TOTAL(Kind.COUNTER),
  /** Bytes of Arrow buffers that tasks sent. */
  WORKER_BYTES_SENT_TOTAL(Kind.COUNTER),
  /** Rows that tasks received from other tasks. */
  WORKER_ROWS_RECEIVED_TOTAL(Kind.COUNTER),
  /** Bytes of Arrow buffers that tasks received from other tasks. */
  WORKER_BYTES_RECEIVED_TOTAL(Kind.COUNTER),
  /** How often a task was run again, or elsewhere, for one that reads it: its place had failed. */
  WORKER_SOURCES_RETRIED_TOTAL(Kind.COUNTER),
  /** Results that are being computed or are kept for several readers. */
  WORKER_RESULTS_KEPT(Kind.GAUGE),
  /** Queries whose tickets are refused because they were cancelled. */
  WORKER_QUERIES_REFUSED(Kind.GAUGE),
  /** Tables of which the worker serves shards. */
  WORKER_TABLES(Kind.GAUGE),
  /** Shards that the worker serves. */
  WORKER_SHARDS(Kind.GAUGE),
  /** Bytes of Arrow buffers that tasks and the network hold. */
  WORKER_ARROW_BYTES(Kind.GAUGE),
  /** Bytes of memory that DuckDB holds, of those that its limit counts. */
  WORKER_DUCKDB_MEMORY_BYTES(Kind.GAUGE),
  /** Bytes that DuckDB has put into files because they did not fit into memory. */
  WORKER_DUCKDB_TEMPORARY_BYTES(Kind.GAUGE),

  /** Bytes of the JVM's heap that are used. */
  NODE_HEAP_BYTES(Kind.GAUGE),
  /** Bytes that the JVM's heap may have. */
  NODE_HEAP_LIMIT_BYTES(Kind.GAUGE),
  /** Bytes of direct buffers. */
  NODE_DIRECT_BYTES(Kind.GAUGE),
  /** Threads of the process. */
  NODE_THREADS(Kind.GAUGE),
  /** Open file descriptors of the process; -1 where the system does not say. */
  NODE_FILE_DESCRIPTORS(Kind.GAUGE),
  /** Seconds since the process was started. */
  NODE_UPTIME_SECONDS(Kind.GAUGE);

  /** What kind of number it is. */
  public enum Kind {
    /** It goes up and down. */
    GAUGE,
    /** It only grows. */
    COUNTER,
    /** Quantiles and a count. */
    SUMMARY
  }

  private final Kind kind;
  private final List<String> labels;

  Metric(Kind kind, String... labels) {
    this.kind = kind;
    this.labels = List.of(labels);
  }

  /** Returns what kind of number it is. */
  public Kind kind() {
    return kind;
  }

  /** Returns the names of its labels. */
  public List<String> labels() {
    return labels;
  }

  /** Returns its name as Prometheus shows it. */
  public String text() {
    return "skein_" + name().toLowerCase(java.util.Locale.ROOT);
  }
}
