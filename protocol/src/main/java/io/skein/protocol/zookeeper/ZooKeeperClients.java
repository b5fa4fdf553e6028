package io.skein.protocol.zookeeper;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.curator.utils.ThreadUtils;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;

/** Connects nodes to ZooKeeper, all with the same timeouts and retries. */
public final class ZooKeeperClients {
  /** How long {@link #connect(ZooKeeperAccess)} waits for ZooKeeper. */
  public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  /** As long by TLS: a server's first handshake takes seconds on a busy machine. */
  private static final Duration TLS_CONNECT_TIMEOUT = Duration.ofSeconds(45);

  /** How long a node may be silent before ZooKeeper takes it for gone. */
  public static final Duration SESSION_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);

  private ZooKeeperClients() {}

  /**
   * Returns a started, connected client, which the caller closes.
   *
   * @throws SkeinException ZOOKEEPER_UNAVAILABLE if no server answers in {@link #CONNECT_TIMEOUT}
   */
  public static CuratorFramework connect(ZooKeeperAccess access) {
    return connect(access, access.tls().isPresent() ? TLS_CONNECT_TIMEOUT : CONNECT_TIMEOUT);
  }

  /**
   * Returns a started, connected client, which the caller closes.
   *
   * @throws SkeinException ZOOKEEPER_UNAVAILABLE if no server answers in time
   */
  public static CuratorFramework connect(ZooKeeperAccess access, Duration timeout) {
    String connectString = access.connectString();
    ThreadFactory threads = ThreadUtils.newThreadFactory("zookeeper-client");
    CuratorFrameworkFactory.Builder builder =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs((int) SESSION_TIMEOUT.toMillis())
            .connectionTimeoutMs((int) ATTEMPT_TIMEOUT.toMillis())
            .retryPolicy(new ExponentialBackoffRetry(100, 5, 2_000))
            // The servers' own addresses need not be reachable from where the node runs.
            .ensembleTracker(false)
            .threadFactory(threads)
            .runSafeService(listenerExecutor(threads));
    access
        .credentials()
        .ifPresent(
            credentials ->
                builder
                    .authorization("digest", credentials.bytes())
                    .aclProvider(new CreatorOnly()));
    access.tls().ifPresent(files -> builder.zkClientConfig(ZooKeeperTls.connecting(files)));
    CuratorFramework client = builder.build();
    client.start();
    try {
      if (client.blockUntilConnected((int) timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return client;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      client.close();
      throw new SkeinException(
          ErrorCode.ZOOKEEPER_UNAVAILABLE,
          "interrupted while connecting to ZooKeeper at " + connectString,
          e);
    }
    client.close();
    throw new SkeinException(
        ErrorCode.ZOOKEEPER_UNAVAILABLE,
        "cannot reach ZooKeeper at %s within %d s: is it running%s?"
            .formatted(
                connectString,
                Math.max(1, timeout.toSeconds()),
                access.tls().isPresent() ? ", and does it use TLS there" : ""));
  }

  /** Lets who creates a node do everything with it, and nobody else anything. */
  private static final class CreatorOnly implements ACLProvider {
    @Override
    public List<ACL> getDefaultAcl() {
      return ZooDefs.Ids.CREATOR_ALL_ACL;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      return ZooDefs.Ids.CREATOR_ALL_ACL;
    }
  }

  /**
   * Curator leaves the thread that calls listeners behind when it is closed, so this one, which
   * keeps their order as Curator's does, ends by itself.
   */
  private static Executor listenerExecutor(ThreadFactory threads) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
