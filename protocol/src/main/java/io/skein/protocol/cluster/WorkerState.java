package io.skein.protocol.cluster;

/** What a worker announces of itself. */
public enum WorkerState {
  /** It takes tasks. */
  SERVING,
  /** It finishes its running tasks, takes no new ones and leaves. */
  DRAINING
}
