package io.skein.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skein.protocol.cluster.WorkerState;
import io.skein.worker.task.TrafficCount;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a worker says of itself when it is asked. Immutable.
 *
 * @param id the worker's name
 * @param state whether it takes tasks
 * @param runningTasks the printed ids of the tasks that run, and of those whose kept results are
 *     being read
 * @param keptResults how many results are being computed or are kept for several readers
 * @param allocatedBytes Arrow buffers held, in bytes
 * @param exchanged what tasks sent and received since the worker was started
 */
record WorkerStatus(
    String id,
    WorkerState state,
    List<String> runningTasks,
    int keptResults,
    long allocatedBytes,
    TrafficCount exchanged) {
  private static final ObjectMapper JSON = new ObjectMapper();

  byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", id);
    root.put("state", state.name());
    root.put("runningTasks", runningTasks.size());
    runningTasks.forEach(root.putArray("tasks")::add);
    root.put("openStreams", runningTasks.size());
    root.put("keptResults", keptResults);
    root.put("allocatedBytes", allocatedBytes);
    root.put("rowsSent", exchanged.rowsSent());
    root.put("bytesSent", exchanged.bytesSent());
    root.put("rowsReceived", exchanged.rowsReceived());
    root.put("bytesReceived", exchanged.bytesReceived());
    root.put("retries", exchanged.retries());
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }
}
