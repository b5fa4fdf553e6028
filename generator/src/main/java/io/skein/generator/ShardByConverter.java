package io.skein.generator;

import io.skein.protocol.table.Sharding;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code none}, {@code hash:COLUMN} or {@code range:COLUMN}. */
final class ShardByConverter implements ITypeConverter<Sharding> {
  @Override
  public Sharding convert(String value) {
    int colon = value.indexOf(':');
    String rule = colon < 0 ? value : value.substring(0, colon);
    String column = colon < 0 ? "" : value.substring(colon + 1);
    if (value.equals("none")) {
      return Sharding.NONE;
    }
    if (rule.equals("hash") && !column.isEmpty()) {
      return Sharding.hash(column);
    }
    if (rule.equals("range") && !column.isEmpty()) {
      return Sharding.range(column);
    }
    throw new TypeConversionException(
        "'%s' is neither none, nor hash:COLUMN, nor range:COLUMN".formatted(value));
  }
}
