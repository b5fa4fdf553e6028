package io.skein.planner.render;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A SELECT statement in the making. Immutable.
 *
 * @param form what may still be added to it
 * @param with the common table expressions in front, empty for none
 * @param distinct the DISTINCT clause, empty for none
 * @param columns the text of each output column
 * @param from the relations, empty for none
 * @param conditions the conditions of the WHERE clause
 * @param suffix what follows the WHERE clause: GROUP BY, ORDER BY, LIMIT
 */
record Select(
    Form form,
    List<String> with,
    String distinct,
    List<String> columns,
    String from,
    List<String> conditions,
    String suffix) {

  /** What may still be added. */
  enum Form {
    /** Columns of one relation: it can be joined, filtered, computed from, without a sub-select. */
    RELATION,
    /** As {@link #RELATION}, but of joined relations: it needs parentheses right of a join. */
    JOIN,
    /** As {@link #RELATION}, but it has conditions or no relation, so that it cannot be joined. */
    FILTERED,
    /** A LIMIT may be added; for everything else it becomes a sub-select. */
    COMPUTED,
    /** For everything it becomes a sub-select. */
    CLOSED
  }

  static Select relation(String from, List<String> columns) {
    return new Select(Form.RELATION, List.of(), "", columns, from, List.of(), "");
  }

  static Select join(String from, List<String> columns) {
    return new Select(Form.JOIN, List.of(), "", columns, from, List.of(), "");
  }

  /** Returns the single row of a SELECT without FROM. */
  static Select row(List<String> columns) {
    return new Select(Form.FILTERED, List.of(), "", columns, "", List.of(), "");
  }

  Select withColumns(Form newForm, List<String> newColumns) {
    return new Select(newForm, with, distinct, newColumns, from, conditions, suffix);
  }

  Select withConditions(List<String> more) {
    List<String> all = new ArrayList<>(conditions);
    all.addAll(more);
    Form newForm = isJoinable() && !more.isEmpty() ? Form.FILTERED : form;
    return new Select(newForm, with, distinct, columns, from, all, suffix);
  }

  Select withSuffix(Form newForm, String more) {
    return new Select(newForm, with, distinct, columns, from, conditions, suffix + more);
  }

  Select withDistinct(String clause) {
    return new Select(Form.COMPUTED, with, clause, columns, from, conditions, suffix);
  }

  /** Returns the statement with a common table expression in front of those it has. */
  Select withCte(String cte) {
    List<String> all = new ArrayList<>(List.of(cte));
    all.addAll(with);
    return new Select(Form.CLOSED, all, distinct, columns, from, conditions, suffix);
  }

  boolean isOpen() {
    return isJoinable() || form == Form.FILTERED;
  }

  boolean isJoinable() {
    return form == Form.RELATION || form == Form.JOIN;
  }

  /** Returns the FROM clause as the right operand of a join. */
  String operand() {
    return form == Form.JOIN ? "(" + from + ")" : from;
  }

  /** Returns the columns' names in every rendered piece: c0, c1 and so on. */
  static List<String> names(int width) {
    return IntStream.range(0, width).mapToObj(i -> "c" + i).toList();
  }

  String text() {
    return text(names(columns.size()));
  }

  String text(List<String> names) {
    StringBuilder text = new StringBuilder();
    if (!with.isEmpty()) {
      text.append("WITH ").append(String.join(", ", with)).append(" ");
    }
    text.append("SELECT ").append(distinct);
    for (int i = 0; i < columns.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(columns.get(i)).append(" AS ").append(names.get(i));
    }
    if (columns.isEmpty()) {
      // Only the number of rows counts, but SQL has no rows without columns.
      text.append("true AS c0");
    }
    text.append(tail());
    return text.toString();
  }

  /** Returns what follows the columns: FROM and all behind. */
  String tail() {
    StringBuilder text = new StringBuilder();
    if (!from.isEmpty()) {
      text.append(" FROM ").append(from);
    }
    if (!conditions.isEmpty()) {
      text.append(" WHERE ").append(String.join(" AND ", conditions));
    }
    return text.append(suffix).toString();
  }
}
