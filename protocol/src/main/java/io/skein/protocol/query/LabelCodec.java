package io.skein.protocol.query;

import io.skein.protocol.wire.LabelMessage;
import java.time.Duration;
import java.util.Optional;

/** Queries' labels as they cross the wire, in tickets and in news of tasks. */
public final class LabelCodec {

  private LabelCodec() {}

  /** Returns the label as it crosses the wire, here and in tickets. */
  public static LabelMessage encode(QueryLabel label) {
    LabelMessage.Builder message =
        LabelMessage.newBuilder()
            .setUser(label.user())
            .setSql(label.sql())
            .setLane(label.lane())
            .setResultStage(label.resultStage())
            .setResultTasks(label.resultTasks());
    label.timeLimit().ifPresent(limit -> message.setTimeLimitMillis(limit.toMillis()));
    return message.build();
  }

  /** Returns the label that the message says. */
  public static QueryLabel decode(LabelMessage message) {
    return new QueryLabel(
        message.getUser(),
        message.getSql(),
        message.getLane(),
        message.getResultStage(),
        message.getResultTasks(),
        message.getTimeLimitMillis() == 0
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(message.getTimeLimitMillis())));
  }
}
