package io.skein.generator;

import io.skein.generator.table.GeneratedTable;
import io.skein.generator.table.ShardRule;
import java.util.ArrayList;
import java.util.List;

/**
 * One walk over a part of a table's rows, which writes one file of each of some shards. Passes do
 * not depend on each other, and what a file holds does not depend on how shards are grouped into
 * passes. Immutable.
 *
 * @param part which part of the rows is walked over
 * @param parts how many parts there are
 * @param firstShard the first shard that is written
 * @param endShard the first shard that is not written any more
 * @param file the number of the file in its shard
 */
record Pass(int part, int parts, int firstShard, int endShard, int file) {

  /**
   * Returns the passes that write a table. Where shards are consecutive parts of the rows, each
   * file has a pass of its own. Otherwise every file with the same number has its rows in the same
   * part, so a pass over that part writes as many of them at once as memory allows, and as leaves
   * work for every thread.
   */
  static List<Pass> over(GeneratedTable<?> table, int files, int threads, int openFiles) {
    ShardRule<?> rule = table.rule();
    int shards = rule.shards();
    List<Pass> passes = new ArrayList<>();
    if (rule.shardOf().isEmpty()) {
      for (int shard = 0; shard < shards; shard++) {
        for (int file = 0; file < files; file++) {
          passes.add(new Pass(shard * files + file, shards * files, shard, shard + 1, file));
        }
      }
      return passes;
    }
    int groups = ceilDivide(threads, files);
    int shardsPerPass = Math.max(1, Math.min(openFiles / threads, ceilDivide(shards, groups)));
    for (int first = 0; first < shards; first += shardsPerPass) {
      for (int file = 0; file < files; file++) {
        passes.add(new Pass(file, files, first, Math.min(shards, first + shardsPerPass), file));
      }
    }
    return passes;
  }

  private static int ceilDivide(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
