package io.skein.it.random;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Two queries with columns of the same types, and what is made of their rows. */
record SetOperation(Kind kind, Query left, Query right) implements Query {

  /** The kinds. */
  enum Kind {
    UNION_ALL("UNION ALL"),
    UNION("UNION"),
    EXCEPT_ALL("EXCEPT ALL"),
    EXCEPT("EXCEPT"),
    INTERSECT_ALL("INTERSECT ALL"),
    INTERSECT("INTERSECT");

    private final String sql;

    Kind(String sql) {
      this.sql = sql;
    }

    /** Whether rows are compared with each other. */
    boolean comparesRows() {
      return this != UNION_ALL;
    }
  }

  @Override
  public String sql(Context context) {
    if (kind.comparesRows() && Relation.exact(columns()).isEmpty()) {
      throw new InvalidTreeException(kind.sql + " of columns that are not exact");
    }
    return "(%s) %s (%s)".formatted(left.sql(context), kind.sql, right.sql(context));
  }

  @Override
  public List<Reference> columns() {
    List<Reference> lefts = left.columns();
    List<Reference> rights = right.columns();
    if (lefts.size() != rights.size()) {
      throw new InvalidTreeException("%d and %d columns".formatted(lefts.size(), rights.size()));
    }
    return IntStream.range(0, lefts.size())
        .mapToObj(
            i ->
                new Reference(
                    "",
                    lefts.get(i).name(),
                    lefts.get(i).type(),
                    lefts.get(i).exact() && rights.get(i).exact()))
        .toList();
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    return Relation.exact(columns());
  }

  @Override
  public Stream<Query> simpler() {
    return Stream.of(
            Stream.of(left, right),
            IntStream.range(0, left.columns().size())
                .boxed()
                .flatMap(column -> withoutColumn(column).stream()),
            left.simpler().map(changed -> new SetOperation(kind, changed, right)),
            right.simpler().map(changed -> new SetOperation(kind, left, changed)))
        .flatMap(candidates -> candidates);
  }

  @Override
  public Optional<Query> withoutColumn(int column) {
    return left.withoutColumn(column)
        .flatMap(
            one -> right.withoutColumn(column).map(other -> new SetOperation(kind, one, other)));
  }

  @Override
  public Stream<Query> queries() {
    return Stream.of(left, right);
  }

  @Override
  public Stream<String> features() {
    return Stream.of(Stream.of("set " + kind), left.features(), right.features())
        .flatMap(features -> features);
  }
}
