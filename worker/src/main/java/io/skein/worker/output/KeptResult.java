package io.skein.worker.output;

import io.skein.worker.engine.ResultTable;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run leaves to its readers. Immutable.
 *
 * @param table the rows
 * @param profile what the run gave and took, if its readers are to be told
 */
public record KeptResult(ResultTable table, Optional<KeptProfile> profile) {

  public KeptResult {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(profile, "profile");
  }
}
