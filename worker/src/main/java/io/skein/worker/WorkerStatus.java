package io.skein.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skein.protocol.cluster.WorkerState;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a worker says of itself when it is asked. Immutable.
 *
 * @param id the worker's name
 * @param state whether it takes tasks
 * @param runningTasks the printed ids of the tasks that run; each has one open stream
 * @param allocatedBytes Arrow buffers held, in bytes
 */
record WorkerStatus(String id, WorkerState state, List<String> runningTasks, long allocatedBytes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", id);
    root.put("state", state.name());
    root.put("runningTasks", runningTasks.size());
    runningTasks.forEach(root.putArray("tasks")::add);
    root.put("openStreams", runningTasks.size());
    root.put("allocatedBytes", allocatedBytes);
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }
}
