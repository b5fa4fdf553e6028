package io.skein.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.SqlText;
import io.skein.worker.Duck;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries that DuckDB's optimizer fails on, because of what it knows of one file. */
class OptimizerFailureTest {
  @TempDir private Path folder;
  private Engine engine;
  private String failing;

  @BeforeEach
  void open() {
    Path file = folder.resolve("a.parquet");
    try (Duck duck = new Duck()) {
      duck.write(file, "SELECT i::VARCHAR AS s FROM range(5) r(i)");
    }
    engine = Engine.open(EngineOptions.DEFAULTS, List.of(folder));
    // No text of the file is 'a' or more, so that the CASE is known to be NULL.
    failing =
        "SELECT count(*) FROM %s WHERE CASE WHEN 'a' <= s THEN 'a' END <= 'a'"
            .formatted(SqlText.literal(file.toString()));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void duckDbStillFailsOnIt() {
    try (Session session = engine.session()) {
      assertThatThrownBy(() -> session.execute(failing))
          .hasMessageContaining("did not return a BoundFunctionExpression");
    }
  }

  @Test
  void itsRowsAreReadWithoutTheOptimizer() {
    try (Session session = engine.session()) {
      assertThat(session.rows(failing, row -> row.getLong(1))).containsExactly(0L);
    }
  }

  @Test
  void itIsStreamedWithoutTheOptimizer() throws Exception {
    try (BufferAllocator allocator = new RootAllocator();
        Session session = engine.session();
        ArrowReader reader = session.stream(failing, allocator, 2048)) {
      assertThat(reader.loadNextBatch()).isTrue();
      BigIntVector counts = (BigIntVector) reader.getVectorSchemaRoot().getVector(0);
      assertThat(counts.get(0)).isZero();
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  @Test
  void itsRowsAreKeptWithoutTheOptimizer() {
    List<Field> fields = List.of(Field.nullable("n", new ArrowType.Int(64, true)));
    try (Session session = engine.session();
        ResultTable table =
            session.keep("kept", failing, new ResultTable.Form(fields, List.of(), 1));
        Session reading = table.session()) {
      assertThat(reading.rows(table.query(OptionalInt.empty()), row -> row.getLong(1)))
          .containsExactly(0L);
    }
  }

  @Test
  void whatTheQueryItselfFailsOnIsItsError() {
    try (Session session = engine.session()) {
      assertThatThrownBy(() -> session.rows("SELECT error('no')", row -> row.getString(1)))
          .isInstanceOfSatisfying(
              SkeinException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EXECUTION_ERROR))
          .hasMessageContaining("no");
    }
  }
}
