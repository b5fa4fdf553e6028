package io.skein.it.random;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An aggregate.
 *
 * @param function its name
 * @param exact whether its result is, as long as its arguments are
 * @param arguments none for {@code count(*)}
 * @param constants what follows the arguments, such as {@code , 0.5}
 */
record AggregateCall(
    String function,
    SqlType type,
    boolean exact,
    List<Expression> arguments,
    String constants,
    Modifiers modifiers)
    implements Expression {

  AggregateCall {
    arguments = List.copyOf(arguments);
  }

  /** How rows come into an aggregate. */
  enum Order {
    /** In any order. */
    ANY(""),
    /** By the aggregate's first argument. */
    ARGUMENT("aggregate ordered"),
    /** By all that tells rows apart. */
    TOTAL("aggregate ordered");

    private final String feature;

    Order(String feature) {
      this.feature = feature;
    }
  }

  /** Which rows come into an aggregate, and how. */
  record Modifiers(boolean distinct, Optional<Expression> filter, Order order) {
    static final Modifiers NONE = new Modifiers(false, Optional.empty(), Order.ANY);

    Modifiers withDistinct() {
      return new Modifiers(true, filter, order);
    }

    Modifiers with(Order newOrder) {
      return new Modifiers(distinct, filter, newOrder);
    }

    Modifiers with(Optional<Expression> newFilter) {
      return new Modifiers(distinct, newFilter, order);
    }

    private Stream<Modifiers> simpler() {
      Stream<Modifiers> all =
          distinct ? Stream.of(new Modifiers(false, filter, order)) : Stream.empty();
      return Stream.concat(
          all,
          filter.stream()
              .flatMap(
                  condition ->
                      Stream.concat(
                          Stream.of(with(Optional.empty())),
                          condition.simpler().map(changed -> with(Optional.of(changed))))));
    }
  }

  @Override
  public String sql(Context context) {
    if (arguments.isEmpty()) {
      return function + "(*)" + filter(context);
    }
    return function
        + arguments.stream()
            .map(argument -> argument.sql(context))
            .collect(
                Collectors.joining(
                    ", ", modifiers.distinct ? "(DISTINCT " : "(", constants + order(context)))
        + ")"
        + filter(context);
  }

  private String order(Context context) {
    return switch (modifiers.order) {
      case ANY -> "";
      case ARGUMENT -> " ORDER BY " + arguments.get(0).sql(context);
      case TOTAL -> " " + SortKey.orderBy(List.of(), context.requireRows(), context);
    };
  }

  private String filter(Context context) {
    return modifiers
        .filter
        .map(condition -> " FILTER (WHERE " + condition.sql(context) + ")")
        .orElse("");
  }

  @Override
  public Stream<Expression> simpler() {
    return Stream.of(
            exact ? constant() : Stream.<Expression>empty(),
            modifiers.simpler().map(changed -> with(arguments, changed)),
            Simpler.each(arguments, Expression::simpler, changed -> with(changed, modifiers)))
        .flatMap(candidates -> candidates);
  }

  private Expression with(List<Expression> newArguments, Modifiers newModifiers) {
    return new AggregateCall(function, type, exact, newArguments, constants, newModifiers);
  }

  @Override
  public Stream<Query> queries() {
    return Stream.concat(arguments.stream(), modifiers.filter.stream())
        .flatMap(Expression::queries);
  }

  @Override
  public Stream<String> features() {
    return Stream.of(
            Stream.of("aggregate " + function, "aggregate"),
            modifiers.distinct ? Stream.of("aggregate DISTINCT") : Stream.<String>empty(),
            modifiers.filter.stream().map(condition -> "aggregate FILTER"),
            Stream.of(modifiers.order.feature).filter(feature -> !feature.isEmpty()),
            Stream.concat(arguments.stream(), modifiers.filter.stream())
                .flatMap(Expression::features))
        .flatMap(features -> features);
  }
}
