package io.skein.protocol.flight;

/** What came of asking whether a node is at a location. */
public enum LifeSign {
  /** It answered, whatever it said. */
  ANSWERED,
  /** Nobody listens there: a node that only is busy does not refuse to be called. */
  REFUSED,
  /** Nothing came in time: the node is busy, hangs, or cannot be reached. */
  SILENT
}
