package io.skein.it.random;

import io.skein.protocol.sql.SqlText;
import java.util.stream.Stream;

/**
 * A column.
 *
 * @param relation the alias of its relation, empty for a column of a whole result
 */
record Reference(String relation, String name, SqlType type, boolean exact) implements Expression {

  /** Returns this column of a relation with the alias. */
  Reference of(String alias) {
    return new Reference(alias, name, type, exact);
  }

  String sql() {
    return relation.isEmpty()
        ? SqlText.identifier(name)
        : relation + "." + SqlText.identifier(name);
  }

  @Override
  public String sql(Context context) {
    return sql();
  }

  @Override
  public Stream<Expression> simpler() {
    return constant();
  }

  @Override
  public Stream<Query> queries() {
    return Stream.empty();
  }

  @Override
  public Stream<String> features() {
    return type.features();
  }
}
