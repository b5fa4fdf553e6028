package io.skein.planner.distribute;

import io.skein.planner.plan.DataType;
import io.skein.planner.plan.Scan;
import io.skein.planner.plan.StateTypes;
import io.skein.planner.render.PieceTypes;
import io.skein.planner.render.SqlRenderer;
import io.skein.planner.shell.ShellDatabase;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Writes pieces as SQL: for workers, and for the planning DuckDB, which checks their types. */
final class Fragments {
  private final ShellDatabase shell;
  private final Map<Integer, List<DataType>> stageTypes = new HashMap<>();

  Fragments(ShellDatabase shell) {
    this.shell = shell;
  }

  /** Lets later fragments read the stage. */
  void add(CutStage stage) {
    stageTypes.put(stage.number(), stage.types());
  }

  /** Returns the fragment that workers run; its columns are {@code c0}, {@code c1} and so on. */
  String sql(Piece piece) {
    Map<Scan, String> relations = new IdentityHashMap<>();
    piece.sharded().forEach(scan -> relations.put(scan.scan(), scan.relation().toSql()));
    piece.whole().forEach(scan -> relations.put(scan.scan(), scan.relation().toSql()));
    RedundantConditions redundant = new RedundantConditions();
    return new SqlRenderer(scan -> relations.get(redundant.original(scan)))
        .render(redundant.removeFrom(piece.node()));
  }

  /** Returns the columns of the piece, as the planning DuckDB describes them. */
  List<Column> describe(Piece piece) {
    return shell.describe(checkSql(piece));
  }

  /**
   * Checks that the planning DuckDB gives the stage's fragment the types that the plan has.
   *
   * @throws io.skein.planner.plan.UnsupportedPlanException if it does not
   */
  void verify(CutStage stage) {
    if (stage.givesStates()) {
      // Their types were asked from the same fragment.
      return;
    }
    shell.use(
        connection -> {
          PieceTypes.verify(connection, checkSql(stage.piece()), stage.types());
          return stage;
        });
  }

  /** Returns the types of a piece that ends in a partial aggregate. */
  List<DataType> stateTypes(Piece piece) {
    return shell.use(connection -> StateTypes.of(connection, checkSql(piece)));
  }

  /** The same fragment over shells, and over empty relations in place of stages. */
  private String checkSql(Piece piece) {
    String sql =
        new SqlRenderer(
                scan -> SqlText.qualified(ShellDatabase.DATABASE, scan.schema(), scan.table()))
            .render(piece.node());
    for (StageInput input : piece.stages()) {
      List<DataType> types = stageTypes.get(input.stage());
      List<String> columns = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        columns.add("CAST(NULL AS " + types.get(i).sql() + ") AS c" + i);
      }
      sql =
          sql.replace(
              input.relation().toSql(), "(SELECT " + String.join(", ", columns) + " WHERE false)");
    }
    return sql;
  }
}
