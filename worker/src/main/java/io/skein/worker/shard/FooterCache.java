package io.skein.worker.shard;

import io.skein.protocol.error.SkeinException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Footers of the shard versions that were seen in the last scan, so that each is read once. A
 * version that could not be read is tried again: what was in the way may have gone without the file
 * having changed. Used by one thread.
 */
final class FooterCache {
  private final FooterReader reader;
  private Map<Key, ShardFooter> last = Map.of();
  private Map<Key, ShardFooter> current = new HashMap<>();

  FooterCache(FooterReader reader) {
    this.reader = reader;
  }

  private record Key(Path place, String fingerprint) {}

  /** Either a footer or what is wrong. */
  record Outcome(Optional<ShardFooter> footer, Optional<String> problem) {}

  /** Begins a scan; what the scan before did not ask for is forgotten. */
  void begin() {
    last = current;
    current = new HashMap<>();
  }

  Outcome read(ShardFiles files) {
    Key key = new Key(files.place(), files.fingerprint());
    ShardFooter footer = last.get(key);
    if (footer == null) {
      try {
        footer = reader.read(files);
      } catch (SkeinException e) {
        return new Outcome(Optional.empty(), Optional.of(e.getMessage()));
      }
    }
    current.put(key, footer);
    return new Outcome(Optional.of(footer), Optional.empty());
  }
}
