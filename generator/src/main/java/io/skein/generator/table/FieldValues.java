package io.skein.generator.table;

import io.skein.protocol.table.ShardHash;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/** How the values of one column are had from rows, one kind for each way of storing them. */
sealed interface FieldValues<R> {
  /** Adds the row's value to the column. */
  void write(R row, ColumnWriter writer);

  /** Returns the shard hash of the row's value. */
  long hash(R row);

  /** Returns the row's value, ordered as in SQL. */
  Comparable<?> value(R row);

  /** Values stored as 64-bit integers. */
  record Longs<R>(ToLongFunction<R> function) implements FieldValues<R> {
    @Override
    public void write(R row, ColumnWriter writer) {
      writer.write(function.applyAsLong(row), 0, 0);
    }

    @Override
    public long hash(R row) {
      return ShardHash.ofLong(function.applyAsLong(row));
    }

    @Override
    public Comparable<?> value(R row) {
      return function.applyAsLong(row);
    }
  }

  /** Values stored as 32-bit integers. */
  record Integers<R>(ToIntFunction<R> function) implements FieldValues<R> {
    @Override
    public void write(R row, ColumnWriter writer) {
      writer.write(function.applyAsInt(row), 0, 0);
    }

    @Override
    public long hash(R row) {
      return ShardHash.ofLong(function.applyAsInt(row));
    }

    @Override
    public Comparable<?> value(R row) {
      return function.applyAsInt(row);
    }
  }

  /** Values stored as 64-bit floating-point numbers. */
  record Doubles<R>(ToDoubleFunction<R> function) implements FieldValues<R> {
    @Override
    public void write(R row, ColumnWriter writer) {
      writer.write(function.applyAsDouble(row), 0, 0);
    }

    @Override
    public long hash(R row) {
      return ShardHash.ofDouble(function.applyAsDouble(row));
    }

    @Override
    public Comparable<?> value(R row) {
      return function.applyAsDouble(row);
    }
  }

  /** Values stored as bits. */
  record Booleans<R>(Predicate<R> function) implements FieldValues<R> {
    @Override
    public void write(R row, ColumnWriter writer) {
      writer.write(function.test(row), 0, 0);
    }

    @Override
    public long hash(R row) {
      return ShardHash.ofBoolean(function.test(row));
    }

    @Override
    public Comparable<?> value(R row) {
      return function.test(row);
    }
  }

  /** Values stored as UTF-8. */
  record Texts<R>(Function<R, Binary> function) implements FieldValues<R> {
    @Override
    public void write(R row, ColumnWriter writer) {
      writer.write(function.apply(row), 0, 0);
    }

    @Override
    public long hash(R row) {
      return ShardHash.ofUtf8(function.apply(row).getBytes());
    }

    /** A string orders as its UTF-8 does, short of characters beyond U+FFFF, which are not used. */
    @Override
    public Comparable<?> value(R row) {
      return function.apply(row).toStringUsingUTF8();
    }
  }
}
