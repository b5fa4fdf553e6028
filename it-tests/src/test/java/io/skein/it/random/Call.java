package io.skein.it.random;

import java.util.List;
import java.util.stream.Stream;

/**
 * An operator or a function.
 *
 * @param template the SQL with {@code %s} for each argument
 */
record Call(String template, SqlType type, List<Expression> arguments) implements Expression {

  Call {
    arguments = List.copyOf(arguments);
  }

  static Call of(String template, SqlType type, Expression... arguments) {
    return new Call(template, type, List.of(arguments));
  }

  @Override
  public boolean exact() {
    return arguments.stream().allMatch(Expression::exact);
  }

  @Override
  public String sql(Context context) {
    return template.formatted(arguments.stream().map(argument -> argument.sql(context)).toArray());
  }

  @Override
  public Stream<Expression> simpler() {
    return Stream.of(
            constant(),
            arguments.stream()
                .filter(argument -> argument.type() == type && argument.exact() == exact()),
            Simpler.each(
                arguments,
                Expression::simpler,
                changed -> (Expression) new Call(template, type, changed)))
        .flatMap(candidates -> candidates);
  }

  @Override
  public Stream<Query> queries() {
    return arguments.stream().flatMap(Expression::queries);
  }

  @Override
  public Stream<String> features() {
    return arguments.stream().flatMap(Expression::features);
  }
}
