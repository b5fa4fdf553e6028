package io.skein.planner.statement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Set;

/**
 * One SELECT-shaped statement that passed the gate. Immutable.
 *
 * @param sql its text, without EXPLAIN and without a semicolon at its end
 * @param explain what the client wants to see
 * @param tree DuckDB's syntax tree of it
 * @param traits what the tree uses that bears on where it may run
 */
public record Statement(String sql, ExplainMode explain, JsonNode tree, Set<Trait> traits) {

  /** Something that a statement uses. */
  public enum Trait {
    /** SHOW or DESCRIBE: it reads the catalog. */
    READS_CATALOG,
    /** Functions of the session, such as {@code current_user}. */
    READS_SESSION,
    /** Functions of the node's DuckDB, such as {@code current_database()}. */
    READS_NODE,
    /** Functions of the statement's instant, such as {@code now()}: one value for all rows. */
    READS_CLOCK,
    /** Functions that give another value for every row, such as {@code random()}. */
    VOLATILE,
    /** A column called rowid, which means nothing over shards unless a table has it. */
    READS_ROW_ID
  }

  public Statement {
    Objects.requireNonNull(sql, "sql");
    Objects.requireNonNull(explain, "explain");
    Objects.requireNonNull(tree, "tree");
    traits = Set.copyOf(traits);
  }

  /** Returns whether the statement uses it. */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
