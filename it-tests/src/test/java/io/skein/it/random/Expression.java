package io.skein.it.random;

import java.util.stream.Stream;

/** A value of a query. Immutable. */
sealed interface Expression
    permits AggregateCall, Call, KeyUse, Literal, Reference, SubqueryCall, WindowCall {

  SqlType type();

  /**
   * Whether the value is the same however it is computed. A sum of floating-point numbers is not;
   * such a value may be put out, but nothing is decided by it.
   */
  boolean exact();

  /**
   * Returns the SQL.
   *
   * @throws InvalidTreeException if the tree makes no sense here
   */
  String sql(Context context);

  /** Returns smaller expressions of the same type, exact if this one is. */
  Stream<Expression> simpler();

  /** Returns the queries inside, not those inside of queries. */
  Stream<Query> queries();

  /** Returns the words of the summary that say what is used here. */
  Stream<String> features();

  /** Returns a constant in place of this expression. */
  default Stream<Expression> constant() {
    return type() == SqlType.OTHER ? Stream.empty() : Stream.of(Literal.simplest(type()));
  }
}
