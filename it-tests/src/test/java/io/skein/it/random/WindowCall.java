package io.skein.it.random;

import java.util.List;
import java.util.stream.Stream;

/**
 * A window function.
 *
 * @param template the SQL with {@code %s} for each argument
 * @param exact whether its result is, as long as its arguments are
 */
record WindowCall(
    String template, SqlType type, boolean exact, List<Expression> arguments, Over over)
    implements Expression {

  WindowCall {
    arguments = List.copyOf(arguments);
  }

  @Override
  public String sql(Context context) {
    return template.formatted(arguments.stream().map(argument -> argument.sql(context)).toArray())
        + " "
        + over.sql(context);
  }

  @Override
  public Stream<Expression> simpler() {
    return Stream.of(
            exact ? constant() : Stream.<Expression>empty(),
            over.simpler().map(changed -> with(arguments, changed)),
            Simpler.each(arguments, Expression::simpler, changed -> with(changed, over)))
        .flatMap(candidates -> candidates);
  }

  private Expression with(List<Expression> newArguments, Over newOver) {
    return new WindowCall(template, type, exact, newArguments, newOver);
  }

  @Override
  public Stream<Query> queries() {
    return Stream.concat(arguments.stream(), over.expressions()).flatMap(Expression::queries);
  }

  @Override
  public Stream<String> features() {
    return Stream.of(
            Stream.of("window", "window " + template.substring(0, template.indexOf('('))),
            over.features().filter(feature -> !feature.isEmpty()),
            Stream.concat(arguments.stream(), over.expressions()).flatMap(Expression::features))
        .flatMap(features -> features);
  }
}
