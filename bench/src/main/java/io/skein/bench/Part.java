package io.skein.bench;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A part of the benchmark, which can be run alone. */
enum Part {
  FETCH,
  WRITE,
  LATENCY,
  MEMORY,
  TPCH,
  PLANNING,
  DEMO,
  SECURITY,
  BYTES,
  CANCEL;

  /** Returns the parts that run where none is named. */
  static Set<Part> usual() {
    return EnumSet.of(FETCH, WRITE, LATENCY, MEMORY, TPCH, PLANNING);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
