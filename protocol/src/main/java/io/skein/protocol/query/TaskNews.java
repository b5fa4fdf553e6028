package io.skein.protocol.query;

import com.google.protobuf.InvalidProtocolBufferException;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.id.TaskId;
import io.skein.protocol.wire.TaskNewsMessage;
import io.skein.protocol.wire.TaskReportMessage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a worker answers to who asks for news of its tasks by the Flight action {@link #ACTION}.
 * Immutable.
 *
 * @param journal names the worker's journal: another one begins with every start of the worker
 * @param position up to where the news go; the next question says it
 * @param complete whether the reports are all tasks that run, and not only what happened since the
 *     position that was asked for
 * @param reports the beginnings and ends of tasks, in order
 */
public record TaskNews(long journal, long position, boolean complete, List<TaskReport> reports) {
  /** The type of the Flight action; its body is a {@link Question}. */
  public static final String ACTION = "skein.tasks";

  /**
   * What is asked. Immutable.
   *
   * @param journal the journal that the position is in
   * @param position what is known already
   * @param patience how long the worker may wait for news
   */
  public record Question(long journal, long position, Duration patience) {
    /** The first question: what runs now. */
    public static final Question FIRST = new Question(0, 0, Duration.ZERO);

    public Question {
      Objects.requireNonNull(patience, "patience");
    }

    /** Returns the action's body. */
    public byte[] toBytes() {
      return TaskNewsMessage.newBuilder()
          .setJournal(journal)
          .setPosition(position)
          .setPatienceMillis(patience.toMillis())
          .build()
          .toByteArray();
    }

    /**
     * Returns the question that the bytes say.
     *
     * @throws IllegalArgumentException if they say none
     */
    public static Question parse(byte[] bytes) {
      TaskNewsMessage message = read(bytes);
      return new Question(
          message.getJournal(),
          message.getPosition(),
          Duration.ofMillis(message.getPatienceMillis()));
    }
  }

  public TaskNews {
    reports = List.copyOf(reports);
  }

  /** Returns the action's answer. */
  public byte[] toBytes() {
    TaskNewsMessage.Builder message =
        TaskNewsMessage.newBuilder()
            .setJournal(journal)
            .setPosition(position)
            .setComplete(complete);
    reports.forEach(report -> message.addReports(encode(report)));
    return message.build().toByteArray();
  }

  /**
   * Returns the news that the bytes say.
   *
   * @throws IllegalArgumentException if they say none
   */
  public static TaskNews parse(byte[] bytes) {
    TaskNewsMessage message = read(bytes);
    return new TaskNews(
        message.getJournal(),
        message.getPosition(),
        message.getComplete(),
        message.getReportsList().stream().map(TaskNews::decode).toList());
  }

  private static TaskNewsMessage read(byte[] bytes) {
    try {
      return TaskNewsMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not news of tasks: " + e.getMessage(), e);
    }
  }

  private static TaskReportMessage encode(TaskReport report) {
    TaskReportMessage.Builder message =
        TaskReportMessage.newBuilder()
            .setQuery(report.query().value())
            .setStage(report.id().stage())
            .setTask(report.id().task())
            .setAttempt(report.id().attempt())
            .setLabel(LabelCodec.encode(report.label()))
            .setState(report.state().name())
            .setRows(report.rows())
            .setBytes(report.bytes())
            .setMillis(report.millis())
            .setHeldMillis(report.heldMillis());
    report
        .error()
        .ifPresent(
            error -> message.setErrorCode(error.code().name()).setErrorMessage(error.message()));
    return message.build();
  }

  private static TaskReport decode(TaskReportMessage message) {
    return new TaskReport(
        new TaskId(
            new QueryId(message.getQuery()),
            message.getStage(),
            message.getTask(),
            message.getAttempt()),
        LabelCodec.decode(message.getLabel()),
        TaskState.valueOf(message.getState()),
        message.getRows(),
        message.getBytes(),
        message.getMillis(),
        message.getHeldMillis(),
        message.getErrorCode().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new TaskReport.Failure(
                    ErrorCode.valueOf(message.getErrorCode()), message.getErrorMessage())));
  }
}
