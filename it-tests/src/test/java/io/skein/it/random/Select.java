package io.skein.it.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A SELECT.
 *
 * @param filters conditions of WHERE
 * @param grouping how rows are grouped, if they are
 */
record Select(
    Distinction distinction,
    List<Output> outputs,
    Relation relation,
    List<Expression> filters,
    Optional<Grouping> grouping,
    List<Expression> having,
    List<Expression> qualify)
    implements Query {

  Select {
    outputs = List.copyOf(outputs);
    filters = List.copyOf(filters);
    having = List.copyOf(having);
    qualify = List.copyOf(qualify);
  }

  @Override
  public String sql(Context context) {
    Context inside = inside(context);
    return distinction.sql(inside)
        + outputs.stream().map(output -> output.sql(inside)).collect(Collectors.joining(", "))
        + " FROM "
        + relation.sql(context)
        + clause(" WHERE ", filters, inside)
        + grouping.map(groups -> groups.sql(inside)).orElse("")
        + clause(" HAVING ", having, inside)
        + clause(" QUALIFY ", qualify, inside)
        + distinction.order(inside);
  }

  private static String clause(String word, List<Expression> conditions, Context context) {
    return conditions.isEmpty()
        ? ""
        : conditions.stream()
            .map(condition -> condition.sql(context))
            .collect(Collectors.joining(" AND ", word, ""));
  }

  private Context inside(Context context) {
    Optional<List<Reference>> rows = relation.identity(context);
    return new Context(
        context.queries(),
        grouping.map(Grouping::expressions).orElse(Map.of()),
        rows,
        grouping.isPresent()
            ? grouping.flatMap(Grouping::identity)
            : rows.map(List::<Expression>copyOf));
  }

  @Override
  public List<Reference> columns() {
    return outputs.stream().map(Output::column).toList();
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    if (distinction.kind() != Distinction.Kind.DISTINCT) {
      Optional<List<Reference>> put =
          inside(context).windowRows().flatMap(this::namesIfAllArePutOut).flatMap(this::withPlaces);
      if (put.isPresent()) {
        return put;
      }
    }
    return Relation.exact(columns());
  }

  private Optional<List<Reference>> namesIfAllArePutOut(List<Expression> expressions) {
    List<Reference> names = new ArrayList<>();
    for (Expression expression : expressions) {
      Optional<Output> output =
          outputs.stream().filter(any -> any.expression().equals(expression)).findFirst();
      if (output.isEmpty()) {
        return Optional.empty();
      }
      names.add(output.get().column());
    }
    return Optional.of(names);
  }

  /** Adds the columns that tell even rows apart that are alike in what the SELECT reads. */
  private Optional<List<Reference>> withPlaces(List<Reference> names) {
    List<Reference> all = new ArrayList<>(names);
    outputs.stream()
        .filter(output -> output.expression() instanceof WindowCall call && call.over().total())
        .forEach(output -> all.add(output.column()));
    return Relation.exact(all);
  }

  @Override
  public Stream<Query> simpler() {
    return Stream.of(
            Simpler.without(filters, this::withFilters),
            Simpler.without(having, this::withHaving),
            Simpler.without(qualify, this::withQualify),
            distinction.simpler().map(this::with),
            outputs.size() < 2
                ? Stream.<Select>empty()
                : Simpler.without(outputs, this::withOutputs),
            grouping.stream().map(groups -> withoutGroups()),
            relation.simpler().map(this::with),
            grouping.stream().flatMap(Grouping::simpler).map(this::with),
            Simpler.each(outputs, Output::simpler, this::withOutputs),
            Simpler.each(filters, Expression::simpler, this::withFilters),
            Simpler.each(having, Expression::simpler, this::withHaving),
            Simpler.each(qualify, Expression::simpler, this::withQualify))
        .flatMap(candidates -> candidates);
  }

  private Select with(Distinction changed) {
    return new Select(changed, outputs, relation, filters, grouping, having, qualify);
  }

  private Select withOutputs(List<Output> changed) {
    return new Select(distinction, changed, relation, filters, grouping, having, qualify);
  }

  private Select with(Relation changed) {
    return new Select(distinction, outputs, changed, filters, grouping, having, qualify);
  }

  private Select withFilters(List<Expression> changed) {
    return new Select(distinction, outputs, relation, changed, grouping, having, qualify);
  }

  private Select with(Grouping changed) {
    return new Select(
        distinction, outputs, relation, filters, Optional.of(changed), having, qualify);
  }

  private Select withoutGroups() {
    return new Select(distinction, outputs, relation, filters, Optional.empty(), having, qualify);
  }

  private Select withHaving(List<Expression> changed) {
    return new Select(distinction, outputs, relation, filters, grouping, changed, qualify);
  }

  private Select withQualify(List<Expression> changed) {
    return new Select(distinction, outputs, relation, filters, grouping, having, changed);
  }

  @Override
  public Optional<Query> withoutColumn(int column) {
    if (outputs.size() < 2) {
      return Optional.empty();
    }
    List<Output> rest = new ArrayList<>(outputs);
    rest.remove(column);
    return Optional.of(withOutputs(rest));
  }

  @Override
  public Stream<Query> queries() {
    return Stream.concat(relation.queries(), expressions().flatMap(Expression::queries));
  }

  private Stream<Expression> expressions() {
    return Stream.of(
            outputs.stream().map(Output::expression),
            distinction.on().stream(),
            filters.stream(),
            grouping.stream().flatMap(Grouping::keyExpressions),
            having.stream(),
            qualify.stream())
        .flatMap(expressions -> expressions);
  }

  @Override
  public Stream<String> features() {
    return Stream.of(
            distinction.features(),
            relation.features(),
            grouping.stream().map(Grouping::feature),
            having.isEmpty() ? Stream.<String>empty() : Stream.of("HAVING"),
            qualify.isEmpty() ? Stream.<String>empty() : Stream.of("QUALIFY"),
            expressions().flatMap(Expression::features))
        .flatMap(features -> features);
  }
}
