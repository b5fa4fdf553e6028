package io.skein.client.output;

import java.util.Locale;

/** A format of result files. */
public enum OutputFormat {
  /** Comma-separated values with a header line, as DuckDB writes them. */
  CSV,
  /** Parquet, as DuckDB writes it. */
  PARQUET,
  /** One JSON object per line, as DuckDB writes it. */
  JSON,
  /** Arrow IPC file format. */
  ARROW;

  /** Returns the name as users write it, which is also the extension of its files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
