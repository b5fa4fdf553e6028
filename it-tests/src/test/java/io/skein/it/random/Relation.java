package io.skein.it.random;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a SELECT reads. Immutable. */
sealed interface Relation
    permits CteScan, DerivedTable, InlineRows, JoinedTables, TableScan, UnnestedList {

  /** Returns the SQL in FROM. */
  String sql(Context context);

  /** Returns the columns, as they were when the query was made. */
  List<Reference> columns();

  /**
   * Returns columns, all exact, such that rows with equal values in them have equal values in all;
   * empty if there are none.
   */
  Optional<List<Reference>> identity(Context context);

  /** Returns smaller relations. */
  Stream<Relation> simpler();

  /** Returns the queries inside, not those inside of queries. */
  Stream<Query> queries();

  /** Returns the words of the summary that say what is used here. */
  Stream<String> features();

  /** Returns the columns if all are exact. */
  static Optional<List<Reference>> exact(List<Reference> columns) {
    return columns.stream().allMatch(column -> column.exact() && column.type() != SqlType.OTHER)
        ? Optional.of(columns)
        : Optional.empty();
  }
}
