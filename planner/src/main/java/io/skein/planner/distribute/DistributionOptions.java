package io.skein.planner.distribute;

/**
 * From which sizes on rows are moved in which way. They decide how fast a query is, never what it
 * answers. Immutable.
 *
 * @param broadcastBytes a side of a join of up to so many bytes, as estimated, may be sent whole to
 *     every task where it could also be repartitioned
 * @param rescanBytes a side of a join whose tables have up to so many uncompressed bytes is read by
 *     every task itself, where every worker can read them
 * @param finalGroups from so many groups on, as estimated, states are combined by several tasks
 * @param exchangeBytes what it costs to begin an exchange, as bytes that could be moved instead
 * @param partitions how many partitions a repartition has at most
 */
public record DistributionOptions(
    long broadcastBytes, long rescanBytes, long finalGroups, long exchangeBytes, int partitions) {
  /** Sends sides of up to 64 MiB whole; combines from 20,000 groups on at several tasks. */
  public static final DistributionOptions DEFAULTS =
      new DistributionOptions(64L << 20, 16L << 20, 20_000, 256L << 10, 64);

  /** Repartitions wherever that is possible. */
  public static final DistributionOptions REPARTITION = new DistributionOptions(0, 0, 0, 0, 64);

  public DistributionOptions {
    if (broadcastBytes < 0
        || rescanBytes < 0
        || finalGroups < 0
        || exchangeBytes < 0
        || partitions < 1) {
      throw new IllegalArgumentException(
          "sizes must not be negative: broadcast %d, rescan %d, groups %d, exchange %d; partitions"
                  .formatted(broadcastBytes, rescanBytes, finalGroups, exchangeBytes)
              + " must be positive: "
              + partitions);
    }
  }
}
