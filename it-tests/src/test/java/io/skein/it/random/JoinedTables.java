package io.skein.it.random;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A join.
 *
 * @param using columns of both sides that have the same name, if that is how they are joined
 * @param conditions otherwise the conditions, all of which hold; none only for {@link
 *     JoinKind#CROSS}
 */
record JoinedTables(
    JoinKind kind, Relation left, Relation right, List<String> using, List<Expression> conditions)
    implements Relation {

  JoinedTables {
    using = List.copyOf(using);
    conditions = List.copyOf(conditions);
  }

  @Override
  public String sql(Context context) {
    String rightSql = right.sql(context);
    return "%s %s %s%s"
        .formatted(
            left.sql(context),
            kind.sql(),
            right instanceof JoinedTables ? "(" + rightSql + ")" : rightSql,
            on(context));
  }

  private String on(Context context) {
    if (kind == JoinKind.CROSS) {
      return "";
    }
    if (!using.isEmpty()) {
      return " USING (" + String.join(", ", using) + ")";
    }
    return conditions.isEmpty()
        ? " ON true"
        : conditions.stream()
            .map(condition -> condition.sql(context))
            .collect(Collectors.joining(" AND ", " ON ", ""));
  }

  @Override
  public List<Reference> columns() {
    return kind.emitsRight()
        ? Stream.concat(left.columns().stream(), right.columns().stream()).toList()
        : left.columns();
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    if (kind == JoinKind.FULL) {
      // A row of NULLs and a row that found no partner may have the same identity.
      return Relation.exact(columns());
    }
    Optional<List<Reference>> lefts = left.identity(context);
    return kind.emitsRight()
        ? lefts.flatMap(
            one ->
                right
                    .identity(context)
                    .map(other -> Stream.concat(one.stream(), other.stream()).toList()))
        : lefts;
  }

  @Override
  public Stream<Relation> simpler() {
    Stream<Relation> inner =
        switch (kind) {
          case LEFT, RIGHT, FULL, SEMI -> Stream.of(with(JoinKind.INNER));
          case LEFT_LATERAL -> Stream.of(with(JoinKind.LATERAL));
          case ASOF_LEFT -> Stream.of(with(JoinKind.ASOF));
          case INNER, ANTI, CROSS, LATERAL, ASOF -> Stream.empty();
        };
    Stream<Relation> smaller =
        Stream.of(
                Stream.of(left, right),
                inner,
                left.simpler().map(changed -> with(changed, right, conditions)))
            .flatMap(candidates -> candidates);
    return kind.isAsof() ? smaller : Stream.concat(smaller, otherwiseSimpler());
  }

  private Stream<Relation> otherwiseSimpler() {
    return Stream.of(
            Simpler.without(conditions, fewer -> (Relation) with(left, right, fewer)),
            right.simpler().map(changed -> with(left, changed, conditions)),
            Simpler.each(
                conditions, Expression::simpler, changed -> (Relation) with(left, right, changed)))
        .flatMap(candidates -> candidates);
  }

  private Relation with(JoinKind newKind) {
    return new JoinedTables(newKind, left, right, using, conditions);
  }

  private Relation with(Relation newLeft, Relation newRight, List<Expression> newConditions) {
    return new JoinedTables(kind, newLeft, newRight, using, newConditions);
  }

  @Override
  public Stream<Query> queries() {
    return Stream.of(
            left.queries(), right.queries(), conditions.stream().flatMap(Expression::queries))
        .flatMap(queries -> queries);
  }

  private static String feature(Expression condition) {
    String template = condition instanceof Call call ? call.template() : "";
    return switch (template) {
      case "(%s = %s)" -> "join on equal values";
      case "(%s IS NOT DISTINCT FROM %s)" -> "join on equal values or NULLs";
      default -> "join on another condition";
    };
  }

  @Override
  public Stream<String> features() {
    return Stream.of(
            Stream.of("join", kind.feature()),
            conditions.stream().map(JoinedTables::feature),
            using.isEmpty() ? Stream.<String>empty() : Stream.of("join USING"),
            left.features(),
            right.features(),
            conditions.stream().flatMap(Expression::features))
        .flatMap(features -> features);
  }
}
