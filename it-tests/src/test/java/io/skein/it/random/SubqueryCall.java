package io.skein.it.random;

import java.util.List;
import java.util.stream.Stream;

/**
 * A query used as a value or in a condition.
 *
 * @param feature how the summary names it
 * @param template the SQL with {@code %s} for each argument and last for the query
 */
record SubqueryCall(
    String feature, String template, SqlType type, List<Expression> arguments, Query query)
    implements Expression {

  SubqueryCall {
    arguments = List.copyOf(arguments);
  }

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public String sql(Context context) {
    return template.formatted(
        Stream.concat(
                arguments.stream().map(argument -> argument.sql(context)),
                Stream.of(query.sql(context)))
            .toArray());
  }

  @Override
  public Stream<Expression> simpler() {
    return Stream.of(
            constant(),
            query
                .simpler()
                .map(
                    changed ->
                        (Expression) new SubqueryCall(feature, template, type, arguments, changed)),
            Simpler.each(
                arguments,
                Expression::simpler,
                changed -> (Expression) new SubqueryCall(feature, template, type, changed, query)))
        .flatMap(candidates -> candidates);
  }

  @Override
  public Stream<Query> queries() {
    return Stream.concat(arguments.stream().flatMap(Expression::queries), Stream.of(query));
  }

  @Override
  public Stream<String> features() {
    return Stream.of(
            Stream.of(feature), arguments.stream().flatMap(Expression::features), query.features())
        .flatMap(features -> features);
  }
}
