package io.skein.protocol.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchSenderTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("n", new ArrowType.Int(64, true)),
              Field.nullable("s", ArrowType.Utf8.INSTANCE)));
  private static final Duration LONG = Duration.ofSeconds(30);

  private final BufferAllocator allocator = new RootAllocator();
  private final FlightClients clients = new FlightClients(allocator);

  @AfterEach
  void close() {
    clients.close();
    allocator.close();
  }

  /** Sends fresh vectors, as the ones that DuckDB gives are. */
  private static void send(
      BatchSender sender, BufferAllocator allocator, int from, int rows, int width) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
      BigIntVector n = (BigIntVector) root.getVector(0);
      VarCharVector s = (VarCharVector) root.getVector(1);
      byte[] text = "x".repeat(width).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      for (int i = 0; i < rows; i++) {
        n.setSafe(i, from + i);
        if (i % 3 == 0) {
          s.setNull(i);
        } else {
          s.setSafe(i, text);
        }
      }
      root.setRowCount(rows);
      sender.send(root);
    }
  }

  @Test
  void batchesArriveWholeAndInOrderAndLargeOnesInPieces() throws Exception {
    try (StreamingServer server =
            new StreamingServer(
                SCHEMA,
                LONG,
                (sender, memory) -> {
                  sender.start();
                  send(sender, memory, 0, 10, 5);
                  send(sender, memory, 10, 0, 5);
                  send(sender, memory, 10, 30_000, 1_000);
                  sender.complete();
                });
        EndpointReader reader = new EndpointReader(clients, server.endpoint(), allocator)) {
      List<Integer> sizes = new ArrayList<>();
      int next = 0;
      while (reader.loadNextBatch()) {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        sizes.add(root.getRowCount());
        long bytes =
            root.getFieldVectors().stream().mapToLong(vector -> vector.getBufferSize()).sum();
        assertThat(bytes).isLessThan(2 * BatchSender.LARGEST_BATCH);
        for (int i = 0; i < root.getRowCount(); i++, next++) {
          assertThat(((BigIntVector) root.getVector(0)).get(i)).isEqualTo(next);
          boolean isNull = (next < 10 ? next : next - 10) % 3 == 0;
          assertThat(root.getVector(1).isNull(i)).isEqualTo(isNull);
          if (!isNull) {
            assertThat(((VarCharVector) root.getVector(1)).get(i).length)
                .isEqualTo(next < 10 ? 5 : 1_000);
          }
        }
      }
      assertThat(next).isEqualTo(30_010);
      assertThat(sizes.get(0)).isEqualTo(10);
      assertThat(sizes).hasSizeGreaterThan(4).doesNotContain(0);
      await().untilAsserted(() -> assertThat(server.allocated()).isZero());
    }
  }

  @Test
  void hugeRowsAmongSmallOnesMakeNoPieceLargerThanOneOfThem() throws Exception {
    int rows = 10_000;
    int huge = 3 << 20;
    try (StreamingServer server =
            new StreamingServer(
                SCHEMA,
                LONG,
                (sender, memory) -> {
                  sender.start();
                  try (VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, memory)) {
                    byte[] large = new byte[huge];
                    for (int i = 0; i < rows; i++) {
                      ((BigIntVector) root.getVector(0)).setSafe(i, i);
                      // Six huge rows lie side by side, one is larger than a message should be.
                      int width = i == 7_777 ? 3 * huge : i / 6 == 500 ? huge : 3;
                      ((VarCharVector) root.getVector(1))
                          .setSafe(i, width == 3 * huge ? new byte[width] : large, 0, width);
                    }
                    root.setRowCount(rows);
                    sender.send(root);
                  }
                  sender.complete();
                });
        EndpointReader reader = new EndpointReader(clients, server.endpoint(), allocator)) {
      int next = 0;
      while (reader.loadNextBatch()) {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        long bytes =
            root.getFieldVectors().stream().mapToLong(vector -> vector.getBufferSize()).sum();
        if (root.getRowCount() > 1) {
          assertThat(bytes).isLessThanOrEqualTo(BatchSender.LARGEST_PIECE);
        }
        for (int i = 0; i < root.getRowCount(); i++, next++) {
          assertThat(((BigIntVector) root.getVector(0)).get(i)).isEqualTo(next);
          assertThat(((VarCharVector) root.getVector(1)).getValueLength(i))
              .isEqualTo(next == 7_777 ? 3 * huge : next / 6 == 500 ? huge : 3);
        }
      }
      assertThat(next).isEqualTo(rows);
      await().untilAsserted(() -> assertThat(server.allocated()).isZero());
    }
  }

  @Test
  void theSchemaArrivesBeforeTheFirstBatch() throws Exception {
    try (StreamingServer server =
            new StreamingServer(
                SCHEMA,
                LONG,
                (sender, memory) -> {
                  sender.start();
                  Thread.sleep(60_000);
                });
        EndpointReader reader = new EndpointReader(clients, server.endpoint(), allocator)) {
      assertThat(reader.readSchema()).isEqualTo(SCHEMA);
    }
  }

  @Test
  void aStreamThatFailsHalfwayIsAnErrorAfterWhatCame() throws Exception {
    try (StreamingServer server =
            new StreamingServer(
                SCHEMA,
                LONG,
                (sender, memory) -> {
                  sender.start();
                  send(sender, memory, 0, 10, 5);
                  throw new SkeinException(ErrorCode.EXECUTION_ERROR, "division of a duck");
                });
        EndpointReader reader = new EndpointReader(clients, server.endpoint(), allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThatThrownBy(reader::loadNextBatch).hasMessage("division of a duck");
    }
  }

  @Test
  void aStreamThatIsAbandonedIsAnError() throws Exception {
    try (StreamingServer server =
            new StreamingServer(SCHEMA, LONG, (sender, memory) -> sender.start());
        EndpointReader reader = new EndpointReader(clients, server.endpoint(), allocator)) {
      assertThatThrownBy(reader::loadNextBatch).hasMessage("the stream was abandoned");
    }
  }

  @Test
  void aClientThatStopsReadingTimesOutAndNothingIsHeld() throws Exception {
    try (StreamingServer server =
            new StreamingServer(
                SCHEMA,
                Duration.ofMillis(300),
                (sender, memory) -> {
                  sender.start();
                  for (int i = 0; i < 1_000; i++) {
                    send(sender, memory, 0, 1_000, 1_000);
                  }
                  sender.complete();
                });
        EndpointReader reader = new EndpointReader(clients, server.endpoint(), allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(server.ended.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.failure.get())
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT));
      // It sees what was on its way, and then the error: never an end.
      assertThatThrownBy(
              () -> {
                while (reader.loadNextBatch()) {}
              })
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT));
      await().untilAsserted(() -> assertThat(server.allocated()).isZero());
    }
  }

  @Test
  void aClientThatGoesAwayIsNoticedWhileWaitingForIt() throws Exception {
    try (StreamingServer server =
        new StreamingServer(
            SCHEMA,
            LONG,
            (sender, memory) -> {
              sender.start();
              for (int i = 0; i < 1_000; i++) {
                send(sender, memory, 0, 1_000, 1_000);
              }
              sender.complete();
            })) {
      try (EndpointReader reader = new EndpointReader(clients, server.endpoint(), allocator)) {
        assertThat(reader.loadNextBatch()).isTrue();
      }
      assertThat(server.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.ended.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.failure.get())
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
      await().untilAsserted(() -> assertThat(server.allocated()).isZero());
    }
  }

  @Test
  void aBatchOfOtherTypesThanAnnouncedIsADefectThatIsTold() throws Exception {
    try (StreamingServer server =
            new StreamingServer(
                new Schema(
                    List.of(
                        Field.nullable("n", new ArrowType.Int(32, true)),
                        Field.nullable("s", ArrowType.Utf8.INSTANCE))),
                LONG,
                (sender, memory) -> {
                  sender.start();
                  send(sender, memory, 0, 1, 1);
                });
        EndpointReader reader = new EndpointReader(clients, server.endpoint(), allocator)) {
      assertThatThrownBy(reader::loadNextBatch)
          .hasMessageContaining("the fragment gives [n: Int(64, true), s: Utf8]")
          .hasMessageContaining("announced [n: Int(32, true), s: Utf8]");
    }
  }

  @Test
  void aDictionaryIsADefectThatIsTold() throws Exception {
    Field encoded =
        new Field(
            "n",
            new FieldType(
                true,
                new ArrowType.Int(8, true),
                new DictionaryEncoding(1, false, new ArrowType.Int(8, true))),
            List.of());
    Schema schema = new Schema(List.of(Field.nullable("n", new ArrowType.Int(8, true))));
    try (StreamingServer server =
            new StreamingServer(
                schema,
                LONG,
                (sender, memory) -> {
                  sender.start();
                  try (VectorSchemaRoot root =
                      VectorSchemaRoot.create(new Schema(List.of(encoded)), memory)) {
                    root.allocateNew();
                    root.setRowCount(1);
                    sender.send(root);
                  }
                });
        EndpointReader reader = new EndpointReader(clients, server.endpoint(), allocator)) {
      assertThatThrownBy(reader::loadNextBatch).hasMessageContaining("the fragment gives [n:");
    }
  }
}
