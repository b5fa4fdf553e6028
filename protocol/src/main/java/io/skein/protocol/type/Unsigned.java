package io.skein.protocol.type;

/** How the unsigned whole numbers of a result are sent. */
public enum Unsigned {
  /** As what they are: between nodes, and to clients that are known to read them. */
  EXACT,

  /**
   * As the next wider type with a sign, which has all their values: to clients of which it is not
   * known. Some read the bits as if the first one were a sign, 255 as -1.
   */
  WIDENED
}
