package io.skein.protocol.cluster;

import java.util.Objects;

/**
 * What a coordinator knows of one worker that is announced. Immutable.
 *
 * @param id the worker's name
 * @param location its Flight location
 * @param state what it announces: SERVING or DRAINING; REFUSED if this coordinator does not plan
 *     with it
 * @param duckdbVersion its DuckDB's version
 * @param tables how many tables it serves shards of
 * @param shards how many shards it serves
 * @param tasks how many tasks run there
 * @param problem why it is refused or nothing is asked of it now; "" if neither
 */
public record WorkerSummary(
    String id,
    String location,
    String state,
    String duckdbVersion,
    int tables,
    int shards,
    int tasks,
    String problem) {

  public WorkerSummary {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(duckdbVersion, "duckdbVersion");
    Objects.requireNonNull(problem, "problem");
  }

  /** Returns a copy that says how many tasks run there. */
  public WorkerSummary withTasks(int running) {
    return new WorkerSummary(id, location, state, duckdbVersion, tables, shards, running, problem);
  }
}
