package io.skein.protocol.cluster;

import java.util.regex.Pattern;

/**
 * Where the cluster's nodes lie in ZooKeeper. Immutable.
 *
 * @param cluster the cluster's name: letters, digits, dot, dash and underscore
 */
public record ClusterPaths(String cluster) {
  /** The cluster's name where none is given. */
  public static final String DEFAULT_CLUSTER = "default";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  public ClusterPaths {
    if (!NAME.matcher(cluster).matches()) {
      throw new IllegalArgumentException(
          "cluster name may have letters, digits, '.', '-' and '_': '%s'".formatted(cluster));
    }
  }

  /** Returns the folder whose children are the live workers' announcements. */
  public String workers() {
    return "/skein/" + cluster + "/workers";
  }

  /** Returns the node of one run of a worker. */
  public String worker(WorkerAnnouncement announcement) {
    return workers() + "/" + announcement.id() + "-" + announcement.incarnation();
  }

  /** Returns the node that holds the secret of a cluster whose nodes were given none. */
  public String secret() {
    return "/skein/" + cluster + "/secret";
  }
}
