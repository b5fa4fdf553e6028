package io.skein.it.random;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A query whose answer is determined. Immutable. */
public final class RandomQuery {
  private final Query tree;
  private final String sql;
  private final List<Integer> sortColumns;

  private RandomQuery(Query tree) {
    Context context = Context.ofStatement();
    this.tree = tree;
    this.sql = tree.sql(context);
    this.sortColumns =
        tree instanceof SortedQuery sorted
            ? sorted.sortColumns(context)
            : tree instanceof WithQuery with ? with.sortColumns(context) : List.of();
    if (sortColumns.contains(-1)) {
      throw new InvalidTreeException("a sort key is gone");
    }
  }

  /**
   * Returns the query of the seed.
   *
   * @param schemas schemas that have all {@link RandomTable}s
   */
  public static RandomQuery of(long seed, List<String> schemas) {
    return new RandomQuery(new QueryGenerator(new Draft(new Choices(seed), schemas)).statement());
  }

  /** Returns the SQL. */
  public String sql() {
    return sql;
  }

  /** Returns the positions of the columns by which the rows are sorted; the rest is not. */
  public List<Integer> sortColumns() {
    return sortColumns;
  }

  /** Returns what the query uses, in the words of a summary. */
  public Set<String> features() {
    return tree.features().collect(Collectors.toSet());
  }

  /** Returns smaller queries, the much smaller ones first. Some may not be valid SQL. */
  private Stream<RandomQuery> simpler() {
    return Stream.concat(tree.queries(), tree.simpler()).flatMap(RandomQuery::valid);
  }

  /**
   * Returns the smallest query found that is as wanted, this one at worst.
   *
   * @param attempts how many queries are tried at most
   */
  public RandomQuery shrink(Predicate<RandomQuery> wanted, int attempts) {
    RandomQuery smallest = this;
    int tried = 0;
    Iterator<RandomQuery> candidates = smallest.simpler().iterator();
    while (candidates.hasNext() && tried < attempts) {
      RandomQuery candidate = candidates.next();
      tried++;
      if (wanted.test(candidate)) {
        smallest = candidate;
        candidates = smallest.simpler().iterator();
      }
    }
    return smallest;
  }

  private static Stream<RandomQuery> valid(Query tree) {
    try {
      return Stream.of(new RandomQuery(tree));
    } catch (InvalidTreeException e) {
      return Stream.empty();
    }
  }

  @Override
  public String toString() {
    return sql;
  }
}
