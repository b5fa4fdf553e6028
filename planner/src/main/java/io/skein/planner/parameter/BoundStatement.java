package io.skein.planner.parameter;

import io.skein.planner.shell.ShellDatabase;
import io.skein.planner.statement.Statement;
import io.skein.planner.statement.StatementGate;
import io.skein.protocol.sql.TypedLiteral;
import io.skein.protocol.table.Column;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement whose parameters have values. Its text went through the gate again with the values in
 * place. Immutable.
 */
public final class BoundStatement {
  private final Statement statement;
  private final StatementParameters parameters;

  private BoundStatement(Statement statement, StatementParameters parameters) {
    this.statement = statement;
    this.parameters = parameters;
  }

  /**
   * Returns the statement with the values.
   *
   * @throws io.skein.protocol.error.SkeinException INVALID_REQUEST if there are more or fewer
   *     values than parameters
   */
  public static BoundStatement of(
      ShellDatabase shells, Statement unbound, List<TypedLiteral> values) {
    StatementParameters parameters = StatementParameters.of(unbound);
    if (parameters.isEmpty() && values.isEmpty()) {
      return new BoundStatement(unbound, parameters);
    }
    String text = parameters.bound(values);
    Statement parsed = shells.use(connection -> StatementGate.parse(connection, text));
    parameters.requireSame(parsed);
    return new BoundStatement(
        new Statement(parsed.sql(), unbound.explain(), parsed.tree(), parsed.traits()), parameters);
  }

  /** Returns the statement, which has no parameters. */
  public Statement statement() {
    return statement;
  }

  /**
   * Returns the result's columns. They have the types that the values make, and the names that the
   * statement has without them, as in DuckDB: {@code SELECT ?} gives a column {@code $1}.
   */
  public List<Column> columns(ShellDatabase shells) {
    List<Column> columns = shells.describe(statement.sql());
    if (parameters.isEmpty()) {
      return columns;
    }
    List<Column> unbound = shells.describe(parameters.numbered(), parameters.names().size());
    List<Column> named = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      named.add(
          unbound.size() == columns.size()
              ? new Column(unbound.get(i).name(), column.type())
              : column);
    }
    return named;
  }
}
