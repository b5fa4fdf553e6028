package io.skein.worker.task;

import io.skein.protocol.query.TaskNews;
import io.skein.protocol.query.TaskReport;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The beginnings and ends of a worker's tasks, as far back as there is room. Whoever has not asked
 * for so long that some are forgotten is told all tasks that run. Used under a lock.
 */
final class TaskJournal {
  /** How many beginnings and ends are remembered. */
  static final int ROOM = 4_096;

  /** How many one answer has at most. */
  private static final int MOST = 1_000;

  private final long id = ThreadLocalRandom.current().nextLong() | 1;
  private final ArrayDeque<TaskReport> events = new ArrayDeque<>();
  private long position;

  /** Adds a beginning or an end. */
  void add(TaskReport event) {
    events.add(event);
    position++;
    if (events.size() > ROOM) {
      events.remove();
    }
  }

  /** Returns whether everything since the question's position is remembered. */
  boolean remembers(TaskNews.Question question) {
    return question.journal() == id
        && question.position() <= position
        && question.position() >= position - events.size();
  }

  /** Returns whether something happened since the question's position. */
  boolean hasNews(TaskNews.Question question) {
    return question.position() < position;
  }

  /** Returns what happened since the question's position, or the first part of it. */
  TaskNews since(TaskNews.Question question) {
    long forgotten = position - events.size();
    List<TaskReport> reports =
        events.stream().skip(question.position() - forgotten).limit(MOST).toList();
    return new TaskNews(id, question.position() + reports.size(), false, reports);
  }

  /** Returns the answer that says all tasks that run. */
  TaskNews complete(List<TaskReport> running) {
    return new TaskNews(id, position, true, running);
  }
}
