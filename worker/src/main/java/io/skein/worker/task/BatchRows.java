package io.skein.worker.task;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** How many rows a batch of a schema should have. */
final class BatchRows {
  private static final long TARGET_BYTES = 2L << 20;
  private static final long LEAST = 2_048;
  private static final long MOST = 122_880;

  private BatchRows() {}

  /** Returns a number of rows that makes batches of about 2 MiB; DuckDB works in steps of 2,048. */
  static long of(Schema schema) {
    long width = schema.getFields().stream().mapToLong(BatchRows::width).sum();
    long rows = TARGET_BYTES / Math.max(1, width);
    return Math.max(LEAST, Math.min(MOST, rows / LEAST * LEAST));
  }

  /** Returns about how many bytes a row has, without the characters of its texts. */
  static long rowBytes(Schema schema) {
    return schema.getFields().stream()
        .mapToLong(field -> field.getType() instanceof ArrowType.Utf8 ? 4 : width(field))
        .sum();
  }

  /** Returns an estimate of the bytes of one value. */
  private static long width(Field field) {
    ArrowType type = field.getType();
    long children = field.getChildren().stream().mapToLong(BatchRows::width).sum();
    if (type instanceof ArrowType.Bool || type instanceof ArrowType.Null) {
      return 1;
    }
    if (type instanceof ArrowType.Int integer) {
      return integer.getBitWidth() / 8;
    }
    if (type instanceof ArrowType.Utf8 || type instanceof ArrowType.Binary) {
      return 24;
    }
    if (type instanceof ArrowType.Decimal || type instanceof ArrowType.Interval) {
      return 16;
    }
    if (type instanceof ArrowType.List || type instanceof ArrowType.Map) {
      return 4 + 4 * children;
    }
    if (type instanceof ArrowType.FixedSizeList list) {
      return list.getListSize() * children;
    }
    return Math.max(8, children);
  }
}
