package io.skein.it.random;

import java.util.stream.Stream;

/** A group key, used above its groups. */
record KeyUse(String name, SqlType type) implements Expression {

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public String sql(Context context) {
    return context.key(name).sql(context);
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
    return Stream.empty();
  }
}
