package io.skein.it.random;

import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A use of a common table expression. */
record CteScan(String name, String alias, List<Reference> columns) implements Relation {

  CteScan {
    columns = List.copyOf(columns);
  }

  @Override
  public String sql(Context context) {
    return "%s AS %s".formatted(name, alias);
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    return context
        .query(name)
        .identity(context)
        .map(names -> names.stream().map(column -> column.of(alias)).toList());
  }

  @Override
  public Stream<Relation> simpler() {
    return Stream.of(new TableScan(TableName.MAIN, RandomTable.NAMES, alias));
  }

  @Override
  public Stream<Query> queries() {
    return Stream.empty();
  }

  @Override
  public Stream<String> features() {
    return Stream.of("CTE");
  }
}
