package io.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.client.LoopbackCluster.Answer;
import io.skein.client.LoopbackCluster.Offer;
import io.skein.client.output.OutputFormat;
import io.skein.client.output.ResultFile;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However large a result is, what the client holds of it at a time fits in a fixed allocator. */
class FlatMemoryTest {
  private static final int ROWS_PER_BATCH = 250_000;
  private static final long BYTES_PER_BATCH = ROWS_PER_BATCH * 8L;
  private static final int ENDPOINTS = 3;

  /** Per endpoint the five messages that Flight reads ahead, and some in hand. */
  private static final long LIMIT = 64L << 20;

  private LoopbackCluster cluster;
  private SqlRows rows;

  @BeforeEach
  void start() throws Exception {
    cluster = new LoopbackCluster();
    rows = new SqlRows();
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
    rows.close();
  }

  private Answer generated(long bytesInAll) throws Exception {
    Schema schema = rows.offer("SELECT 1::BIGINT AS i").schema();
    long batches = bytesInAll / BYTES_PER_BATCH / ENDPOINTS;
    Offer offer =
        new Offer(
            List.of(),
            schema,
            (sender, allocator, worker) -> {
              sender.start();
              try (VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator)) {
                BigIntVector numbers = (BigIntVector) batch.getVector(0);
                numbers.allocateNew(ROWS_PER_BATCH);
                for (int i = 0; i < ROWS_PER_BATCH; i++) {
                  numbers.set(i, i / 1000);
                }
                batch.setRowCount(ROWS_PER_BATCH);
                for (int i = 0; i < batches; i++) {
                  sender.send(batch);
                }
              }
            });
    return Answer.of(offer, offer, offer);
  }

  @Test
  void twoGigabytesAreReadThroughAFewMegabytes() throws Exception {
    cluster.answering(generated(2_000_000_000));
    try (BufferAllocator allocator = new RootAllocator(LIMIT);
        SkeinClient client = client(allocator);
        QueryResult result = client.query("SELECT")) {
      long read = 0;
      ArrowReader reader = result.reader();
      while (reader.loadNextBatch()) {
        read += reader.getVectorSchemaRoot().getRowCount();
      }
      assertThat(read * 8).isBetween(1_990_000_000L, 2_000_000_000L);
      assertThat(result.progress().bytes()).isGreaterThan(1_990_000_000L);
    }
  }

  @Test
  void anOrderedResultHoldsBackItsLaterEndpoints() throws Exception {
    cluster.answering(generated(1_000_000_000).inOrder());
    try (BufferAllocator allocator = new RootAllocator(LIMIT);
        SkeinClient client = client(allocator);
        QueryResult result = client.query("SELECT")) {
      long[] read = {0};
      result.forEachBatch(batch -> read[0] += batch.getRowCount());
      assertThat(read[0] * 8).isBetween(990_000_000L, 1_000_000_000L);
    }
  }

  @Test
  void aFileIsWrittenThroughAFewMegabytes(@TempDir Path folder) throws Exception {
    cluster.answering(generated(400_000_000));
    try (BufferAllocator allocator = new RootAllocator(LIMIT);
        SkeinClient client = client(allocator);
        QueryResult result = client.query("SELECT")) {
      long written =
          ResultFile.write(result, OutputFormat.PARQUET, folder.resolve("result.parquet"));
      assertThat(written * 8).isBetween(390_000_000L, 400_000_000L);
    }
  }

  private SkeinClient client(BufferAllocator allocator) {
    return SkeinClient.builder()
        .coordinator("localhost", cluster.port())
        .allocator(allocator)
        .build();
  }
}
