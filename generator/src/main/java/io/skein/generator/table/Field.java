package io.skein.generator.table;

import io.skein.protocol.table.Column;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;

/**
 * A column of a generated table: its name, its type, and how its value is had from a row. Never
 * NULL. Immutable and thread-safe, as the function it is made of must be.
 */
public final class Field<R> {
  private final String name;
  private final FieldType type;
  private final FieldValues<R> values;

  private Field(String name, FieldType type, FieldValues<R> values) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = type;
    this.values = values;
  }

  /** Returns a BIGINT column. */
  public static <R> Field<R> bigint(String name, ToLongFunction<R> value) {
    return new Field<>(name, FieldType.BIGINT, new FieldValues.Longs<>(value));
  }

  /** Returns an INTEGER column. */
  public static <R> Field<R> integer(String name, ToIntFunction<R> value) {
    return new Field<>(name, FieldType.INTEGER, new FieldValues.Integers<>(value));
  }

  /** Returns a DATE column; the function says days since 1970-01-01. */
  public static <R> Field<R> date(String name, ToIntFunction<R> days) {
    return new Field<>(name, FieldType.DATE, new FieldValues.Integers<>(days));
  }

  /** Returns a DECIMAL(15,2) column; the function says hundredths. */
  public static <R> Field<R> money(String name, ToLongFunction<R> hundredths) {
    return new Field<>(name, FieldType.MONEY, new FieldValues.Longs<>(hundredths));
  }

  /** Returns a DOUBLE column. */
  public static <R> Field<R> real(String name, ToDoubleFunction<R> value) {
    return new Field<>(name, FieldType.DOUBLE, new FieldValues.Doubles<>(value));
  }

  /** Returns a BOOLEAN column. */
  public static <R> Field<R> bool(String name, Predicate<R> value) {
    return new Field<>(name, FieldType.BOOLEAN, new FieldValues.Booleans<>(value));
  }

  /** Returns a VARCHAR column. */
  public static <R> Field<R> varchar(String name, Function<R, String> value) {
    return utf8(name, row -> Binary.fromString(value.apply(row)));
  }

  /** Returns a VARCHAR column whose values are {@link Utf8} already, shared by threads. */
  public static <R> Field<R> utf8(String name, Function<R, Binary> value) {
    return new Field<>(name, FieldType.VARCHAR, new FieldValues.Texts<>(value));
  }

  /** Returns the column's name. */
  public String name() {
    return name;
  }

  /** Returns the column as the manifest says it. */
  public Column column() {
    return new Column(name, type.sql());
  }

  /** Returns the column as Parquet's schema says it. */
  public PrimitiveType parquet() {
    return type.parquet(name);
  }

  /** Adds the row's value to the column of a file. */
  public void write(R row, ColumnWriter writer) {
    values.write(row, writer);
  }

  /** Returns the value's {@link io.skein.protocol.table.ShardHash}. */
  long hash(R row) {
    if (type == FieldType.MONEY) {
      throw new IllegalArgumentException(
          "column %s: no hash of DECIMAL is defined".formatted(name));
    }
    return values.hash(row);
  }

  /** Returns the value as an object that orders as the column does in SQL. */
  Comparable<?> value(R row) {
    return values.value(row);
  }
}
