package io.skein.coordinator.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.coordinator.cluster.WorkerActions;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.id.QueryId;
import io.skein.protocol.security.TokenSealer;
import io.skein.protocol.ticket.ClusterSecret;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class WorkerWatchesTest implements QueryOrders {
  private static final QueryLimits LIMITS =
      new QueryLimits(4, 4, Duration.ofSeconds(1), Duration.ofSeconds(10), Optional.empty(), 4);

  @Override
  public Set<String> cancel(QueryId id, SkeinException reason) {
    return Set.of();
  }

  @Override
  public void cancelLater(QueryId id, SkeinException reason) {}

  @Override
  public void releaseLater(QueryId id, Set<String> workers) {}

  @Test
  void aWorkerThatCannotBeAskedIsDoubtedAtOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String nobody = "grpc+tcp://127.0.0.1:" + port;
    BlockingQueue<String> doubted = new LinkedBlockingQueue<>();
    TokenSealer tokens =
        new TokenSealer(ClusterSecret.of(ClusterSecret.randomBytes()), Clock.systemUTC());
    QueryTracker tracker =
        new QueryTracker(LIMITS, new Admission(LIMITS), this, query -> {}, System::nanoTime);
    try (BufferAllocator allocator = new RootAllocator();
        FlightClients clients = new FlightClients(allocator);
        WorkerWatches watches =
            new WorkerWatches(new WorkerActions(clients, tokens), tracker, doubted::add)) {
      watches.update(Map.of("w1", nobody));
      assertThat(doubted.poll(10, TimeUnit.SECONDS)).isEqualTo(nobody);
    }
  }
}
