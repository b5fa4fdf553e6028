package io.skein.coordinator;

import io.skein.coordinator.tracking.QueryLimits;
import io.skein.planner.distribute.DistributionOptions;
import io.skein.protocol.cluster.ClusterPaths;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a coordinator is to run. Immutable.
 *
 * @param cluster the cluster's name and its paths in ZooKeeper
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any free one
 * @param gatherLimitBytes how many uncompressed bytes a query may pull to one worker
 * @param distribution from which sizes on queries move rows in which way
 * @param ticketValidity how long a ticket can be redeemed
 * @param stallTimeout how long a client may leave a batch unread
 * @param limits how many queries may run, and how long
 * @param httpPort the port for metrics and health, 0 for any free one; none if empty
 */
public record CoordinatorOptions(
    ClusterPaths cluster,
    String host,
    int port,
    long gatherLimitBytes,
    DistributionOptions distribution,
    Duration ticketValidity,
    Duration stallTimeout,
    QueryLimits limits,
    OptionalInt httpPort) {
  /** The port where none is given. */
  public static final int DEFAULT_PORT = 8815;

  /** The least bytes that a query may pull to one worker where no limit is given: 32 GiB. */
  public static final long DEFAULT_GATHER_LIMIT = 32L << 30;

  public CoordinatorOptions {
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(distribution, "distribution");
    Objects.requireNonNull(limits, "limits");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535: " + port);
    }
    if (gatherLimitBytes <= 0) {
      throw new IllegalArgumentException("gather limit must be positive: " + gatherLimitBytes);
    }
    if (ticketValidity.isNegative() || ticketValidity.isZero()) {
      throw new IllegalArgumentException("ticket validity must be positive: " + ticketValidity);
    }
    if (stallTimeout.isNegative() || stallTimeout.isZero()) {
      throw new IllegalArgumentException("stall timeout must be positive: " + stallTimeout);
    }
  }

  /** Returns the defaults on a port of the loopback interface, 0 for any free one. */
  public static CoordinatorOptions onPort(ClusterPaths cluster, int port) {
    return new CoordinatorOptions(
        cluster,
        "127.0.0.1",
        port,
        DEFAULT_GATHER_LIMIT,
        DistributionOptions.DEFAULTS,
        Duration.ofMinutes(10),
        Duration.ofMinutes(5),
        QueryLimits.DEFAULTS,
        OptionalInt.empty());
  }

  /** Returns the same options with another distribution. */
  public CoordinatorOptions withDistribution(DistributionOptions other) {
    return new CoordinatorOptions(
        cluster,
        host,
        port,
        gatherLimitBytes,
        other,
        ticketValidity,
        stallTimeout,
        limits,
        httpPort);
  }

  /** Returns the same options with a port for metrics and health, 0 for any free one. */
  public CoordinatorOptions withHttpPort(int other) {
    return new CoordinatorOptions(
        cluster,
        host,
        port,
        gatherLimitBytes,
        distribution,
        ticketValidity,
        stallTimeout,
        limits,
        OptionalInt.of(other));
  }

  /** Returns the same options with other limits of queries. */
  public CoordinatorOptions withLimits(QueryLimits other) {
    return new CoordinatorOptions(
        cluster,
        host,
        port,
        gatherLimitBytes,
        distribution,
        ticketValidity,
        stallTimeout,
        other,
        httpPort);
  }
}
