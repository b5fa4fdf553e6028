package io.skein.coordinator.cluster;

import io.skein.protocol.cluster.ProtocolVersion;
import io.skein.protocol.cluster.WorkerAnnouncement;
import io.skein.protocol.cluster.WorkerSummary;
import java.util.Optional;

/**
 * The versions that a worker must have to serve this coordinator's cluster.
 *
 * @param duckdb DuckDB's: plans and aggregates' states are tied to it
 */
record Versions(String duckdb) {

  /** Returns why the worker cannot serve, if that is so. */
  Optional<String> refusal(WorkerAnnouncement announcement) {
    if (announcement.protocolVersion() != ProtocolVersion.CURRENT) {
      return Optional.of(
          "it speaks protocol version %d, this coordinator %d"
              .formatted(announcement.protocolVersion(), ProtocolVersion.CURRENT));
    }
    if (!announcement.duckdbVersion().equals(duckdb)) {
      return Optional.of(
          "it has DuckDB %s, this coordinator %s".formatted(announcement.duckdbVersion(), duckdb));
    }
    return Optional.empty();
  }

  /** Returns what is shown of a worker that is refused. */
  static WorkerSummary refused(WorkerAnnouncement announcement, String problem) {
    return new WorkerSummary(
        announcement.id(),
        announcement.location(),
        "REFUSED",
        announcement.duckdbVersion(),
        0,
        0,
        0,
        problem);
  }
}
