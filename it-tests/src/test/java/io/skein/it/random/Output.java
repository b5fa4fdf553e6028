package io.skein.it.random;

import java.util.stream.Stream;

/** A column that a SELECT puts out. */
record Output(Expression expression, String name) {

  String sql(Context context) {
    return expression.sql(context) + " AS " + name;
  }

  Reference column() {
    return new Reference("", name, expression.type(), expression.exact());
  }

  Stream<Output> simpler() {
    return expression.simpler().map(changed -> new Output(changed, name));
  }
}
