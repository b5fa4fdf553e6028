package io.skein.generator.output;

/** What becomes of a data set that is where a new one goes. */
public enum ExistingOutput {
  /** It stays, and the new one is refused. */
  KEEP,
  /** It is removed, once the new one is whole. */
  REPLACE
}
