package io.skein.it.random;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A query. Immutable. */
sealed interface Query permits Select, SetOperation, SortedQuery, WithQuery {

  /**
   * Returns the SQL, which stands in parentheses anywhere.
   *
   * @throws InvalidTreeException if the tree makes no sense here
   */
  String sql(Context context);

  /** Returns the columns of the result. */
  List<Reference> columns();

  /**
   * Returns columns of the result, all exact, such that rows with equal values in them have equal
   * values in all; empty if there are none.
   */
  Optional<List<Reference>> identity(Context context);

  /** Returns smaller queries. */
  Stream<Query> simpler();

  /** Returns this query without a column, nothing if it is the last one. */
  Optional<Query> withoutColumn(int column);

  /** Returns the queries inside, not those inside of queries. */
  Stream<Query> queries();

  /** Returns the words of the summary that say what is used here. */
  Stream<String> features();
}
