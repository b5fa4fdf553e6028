package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.skein.client.SkeinClient;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.flight.EndpointReader;
import io.skein.protocol.flight.FlightClients;
import io.skein.protocol.ticket.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients that stop reading do to a worker, and to a client that does read. */
class SlowClientsIT {
  /** As many as hold more of DuckDB's memory, a page of 28 MB each, than the worker has. */
  private static final int SLOW = 20;

  private static final int ROWS = 400_000;

  /** DuckDB's limit, the heap, what lies ready for each client, and the JVM itself. */
  private static final long MOST_KIB = (512L + 256 + SLOW * 8 + 300) << 10;

  @TempDir private Path folder;

  @Test
  void aClientThatReadsIsServedBesideManyThatDoNot() throws Exception {
    ShardFiles.write(
        folder.resolve("data-w1/t"),
        1,
        "SELECT i, repeat(md5(i::VARCHAR), 6) AS s FROM range(%d) r(i)".formatted(ROWS));
    try (UnsafeCluster cluster = UnsafeCluster.start(folder, 1, 1)) {
      cluster.awaitAll(1);
      List<EndpointReader> slow = new ArrayList<>();
      try (BufferAllocator allocator = new RootAllocator();
          FlightClients clients = new FlightClients(allocator);
          SkeinClient fast = cluster.client()) {
        try {
          for (int i = 0; i < SLOW; i++) {
            slow.add(stall(clients, allocator, cluster));
          }
          await()
              .atMost(Duration.ofMinutes(2))
              .ignoreExceptionsMatching(SlowClientsIT::isOutOfMemory)
              .untilAsserted(() -> assertThat(count(fast)).isEqualTo(ROWS));
          // What made room was told why; the others go on where they were.
          List<Long> read = new ArrayList<>();
          for (EndpointReader reader : slow) {
            read.add(rest(reader));
          }
          assertThat(read).allMatch(rows -> rows < 0 || rows == ROWS);
          assertThat(memory(cluster)).isLessThan(MOST_KIB);
        } finally {
          for (EndpointReader reader : slow) {
            reader.close();
          }
        }
      }
    }
  }

  private static long memory(UnsafeCluster cluster) throws IOException, InterruptedException {
    return ProcessFigures.of(cluster.process("w1").handle().pid(), cluster.temporary("w1"))
        .residentKib();
  }

  /** Opens a result, and reads no more than its first batch, if there is memory even for that. */
  private static EndpointReader stall(
      FlightClients clients, BufferAllocator allocator, UnsafeCluster cluster) {
    String coordinator = "grpc+tcp://" + cluster.process("c1").address();
    FlightEndpoint endpoint =
        clients
            .client(coordinator)
            .getInfo(FlightDescriptor.command("SELECT * FROM t".getBytes(StandardCharsets.UTF_8)))
            .getEndpoints()
            .get(0);
    EndpointReader reader =
        new EndpointReader(clients, Endpoint.of(endpoint, coordinator), allocator);
    try {
      assertThat(reader.loadNextBatch()).isTrue();
    } catch (SkeinException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
    }
    return reader;
  }

  /** Whether there was no memory yet: none of the slow ones has been slow for its time of grace. */
  private static boolean isOutOfMemory(Throwable error) {
    return error instanceof SkeinException e && e.code() == ErrorCode.OUT_OF_MEMORY;
  }

  private static long count(SkeinClient client) {
    return (Long) client.fetchAll("SELECT count(s) FROM t WHERE s > ''").get(0).get(0);
  }

  /** Reads what is left; returns how many rows there were in all, or -1 after an error. */
  private static long rest(EndpointReader reader) {
    try {
      long rows = reader.getVectorSchemaRoot().getRowCount();
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
      return rows;
    } catch (SkeinException e) {
      assertThat(e.code()).isIn(ErrorCode.TIMED_OUT, ErrorCode.OUT_OF_MEMORY);
      return -1;
    }
  }
}
