package io.skein.protocol.error;

/** Who may do something about an error, and so who retries. */
public enum ErrorType {
  /** The query is wrong: nobody retries. */
  USER,
  /** A node or a shard is not there now: a replica may be tried while nothing was delivered. */
  UNAVAILABLE,
  /** A limit was reached: the user may ask for less or later. */
  RESOURCE,
  /** A defect of Skein or of what it runs on. */
  INTERNAL
}
