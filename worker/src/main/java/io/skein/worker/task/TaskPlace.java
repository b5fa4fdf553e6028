package io.skein.worker.task;

import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.id.TaskId;
import io.skein.worker.engine.Engine;
import io.skein.worker.shard.ShardCatalog;
import java.util.concurrent.Executor;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What tasks share at a worker. Immutable.
 *
 * @param worker the worker's id
 * @param engine runs the fragments
 * @param shards says which files are which shards
 * @param clients fetch what other tasks produce
 * @param executor has a thread for everything at once
 * @param allocator the parent of the tasks' own
 * @param outgoing is charged with results until they are sent
 * @param outputs are the results that the worker keeps
 * @param faults are what tests make go wrong
 */
record TaskPlace(
    String worker,
    Engine engine,
    ShardCatalog shards,
    FlightClients clients,
    Executor executor,
    BufferAllocator allocator,
    BufferAllocator outgoing,
    LocalOutputs outputs,
    TaskFaults faults) {

  /** Returns a new allocator of one run of the task. */
  BufferAllocator allocatorOf(TaskId id) {
    return allocator.newChildAllocator("task " + id, 0, Long.MAX_VALUE);
  }
}
