package io.skein.protocol.table;

import java.util.Objects;

/**
 * A column of a table or of a result. Immutable.
 *
 * @param name the name, case as written; may be any text
 * @param type DuckDB's own text of the type, as DESCRIBE prints it: {@code DECIMAL(15,2)}
 */
public record Column(String name, String type) {

  public Column {
    Objects.requireNonNull(name, "name");
    if (type.isEmpty()) {
      throw new IllegalArgumentException("column '%s' has no type".formatted(name));
    }
  }

  @Override
  public String toString() {
    return name + " " + type;
  }
}
