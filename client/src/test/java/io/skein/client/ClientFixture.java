package io.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.skein.client.LoopbackCluster.Offer;
import io.skein.client.LoopbackCluster.Sending;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** A client of a loopback cluster, and what its endpoints may send. Used by one test. */
final class ClientFixture implements AutoCloseable {
  /** How long a test waits for what must happen. */
  static final long SECONDS = 20;

  /** Sends nothing more. */
  static final Sending NOTHING = (sender, memory, worker) -> {};

  private final LoopbackCluster cluster = new LoopbackCluster();
  private final SqlRows rows = new SqlRows();
  private final BufferAllocator allocator = new RootAllocator();
  private final SkeinClient client = builder().build();

  ClientFixture() throws Exception {}

  LoopbackCluster cluster() {
    return cluster;
  }

  SqlRows rows() {
    return rows;
  }

  SkeinClient client() {
    return client;
  }

  /** Returns the settings of another client of the cluster. */
  SkeinClient.Builder builder() {
    return SkeinClient.builder().coordinator("localhost", cluster.port()).allocator(allocator);
  }

  /** Returns an endpoint with the numbers from the first to before the last. */
  Offer numbers(int from, int to) throws SQLException {
    return rows.offer("SELECT i FROM range(%d, %d) t(i)".formatted(from, to));
  }

  /** Returns an endpoint that announces numbers. */
  Offer numbers(Sending sending) throws SQLException {
    return new Offer(List.of(), numbers(0, 0).schema(), sending);
  }

  /** Sends rows, then does something else. */
  Sending after(int count, Sending then) {
    return (sender, memory, worker) -> {
      sender.start();
      rows.send("SELECT i FROM range(%d) t(i)".formatted(count), sender, memory);
      then.send(sender, memory, worker);
    };
  }

  static Sending failing(ErrorCode code, String message) {
    return (sender, memory, worker) -> {
      throw new SkeinException(code, message).withWorker(worker).withShard("orders/3");
    };
  }

  /** Returns a port where nobody listens. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Closes everything, and fails if something is left. */
  @Override
  public void close() throws Exception {
    client.close();
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
    await().until(() -> cluster.open() == 0);
    cluster.close();
    rows.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("fetch-"));
  }
}
