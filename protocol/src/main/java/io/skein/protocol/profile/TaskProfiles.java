package io.skein.protocol.profile;

import com.google.protobuf.InvalidProtocolBufferException;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.wire.ProfileMessage;
import io.skein.protocol.wire.TaskStatisticsMessage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The statistics of a query's tasks as they are collected: each task once, although all who read a
 * kept result bring what is known of its run. Thread-safe.
 */
public final class TaskProfiles {
  private final Map<TaskId, TaskStatistics> tasks = new LinkedHashMap<>();

  /** Adds the statistics of the tasks that are not there yet. */
  public synchronized void add(Collection<TaskStatistics> more) {
    more.forEach(task -> tasks.putIfAbsent(task.id(), task));
  }

  /** Returns what was collected so far. */
  public synchronized List<TaskStatistics> tasks() {
    return List.copyOf(tasks.values());
  }

  /** Returns the statistics as they cross the wire. */
  public static byte[] encode(List<TaskStatistics> tasks) {
    ProfileMessage.Builder message = ProfileMessage.newBuilder();
    for (TaskStatistics task : tasks) {
      message.setQuery(task.id().query().value());
      message.addTasks(
          TaskStatisticsMessage.newBuilder()
              .setStage(task.id().stage())
              .setTask(task.id().task())
              .setAttempt(task.id().attempt())
              .setWorker(task.worker())
              .setRows(task.rows())
              .setBytes(task.bytes())
              .setExchangedBytes(task.exchangedBytes())
              .setLocalBytes(task.localBytes())
              .setInputMillis(task.inputMillis())
              .setMillis(task.millis()));
    }
    return message.build().toByteArray();
  }

  /**
   * Returns the statistics that the bytes say.
   *
   * @throws SkeinException INTERNAL_ERROR if they say none
   */
  public static List<TaskStatistics> decode(byte[] bytes) {
    try {
      ProfileMessage message = ProfileMessage.parseFrom(bytes);
      return message.getTasksList().stream().map(task -> decode(message.getQuery(), task)).toList();
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new SkeinException(
          ErrorCode.INTERNAL_ERROR, "a task's statistics make no sense: " + e.getMessage(), e);
    }
  }

  private static TaskStatistics decode(String query, TaskStatisticsMessage task) {
    return new TaskStatistics(
        new TaskId(new QueryId(query), task.getStage(), task.getTask(), task.getAttempt()),
        task.getWorker(),
        task.getRows(),
        task.getBytes(),
        task.getExchangedBytes(),
        task.getLocalBytes(),
        task.getInputMillis(),
        task.getMillis());
  }
}
