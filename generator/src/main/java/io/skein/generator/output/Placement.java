package io.skein.generator.output;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In which workers' folders the shards of a data set lie. Immutable.
 *
 * <p>Shard s lies in the folders s, s + 1, ... s + replicas - 1, modulo the number of workers; so
 * equal shard numbers of different tables lie together.
 *
 * @param workers how many workers have folders of their own; 0 if there is one folder for all
 * @param replicas in how many of them each shard lies
 */
public record Placement(int workers, int replicas) {
  /** One folder that all workers read. */
  public static final Placement SHARED = new Placement(0, 1);

  static final String WORKER_PREFIX = "worker-";

  public Placement {
    if (workers < 0) {
      throw new IllegalArgumentException("the number of workers is not negative: " + workers);
    }
    if (workers == 0 && replicas != 1) {
      throw new IllegalArgumentException(
          "%d replicas need as many workers' folders: say how many workers there are"
              .formatted(replicas));
    }
    if (replicas < 1) {
      throw new IllegalArgumentException("each shard has at least 1 replica: " + replicas);
    }
    if (workers > 0 && replicas > workers) {
      throw new IllegalArgumentException(
          "%d replicas of each shard do not fit into the folders of %d workers"
              .formatted(replicas, workers));
    }
  }

  /** Returns the placement into folders of workers, numbered from 1. */
  public static Placement across(int workers, int replicas) {
    if (workers < 1) {
      throw new IllegalArgumentException("there is at least 1 worker: " + workers);
    }
    return new Placement(workers, replicas);
  }

  /** Returns the folders of a data set that would be at the path, were it in one. */
  List<Path> folders(Path path) {
    if (workers == 0) {
      return List.of(path);
    }
    return IntStream.rangeClosed(1, workers)
        .mapToObj(worker -> path.resolveSibling(WORKER_PREFIX + worker).resolve(path.getFileName()))
        .toList();
  }

  /** Returns the numbers of the folders, from 0, in which the shard lies. */
  public List<Integer> foldersOf(int shard) {
    if (workers == 0) {
      return List.of(0);
    }
    return IntStream.range(0, replicas).mapToObj(i -> (shard + i) % workers).toList();
  }

  /** Returns the numbers of all folders, from 0. */
  public List<Integer> allFolders() {
    return IntStream.range(0, Math.max(1, workers)).boxed().toList();
  }
}
