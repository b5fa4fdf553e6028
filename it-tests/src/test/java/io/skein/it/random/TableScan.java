package io.skein.it.random;

import io.skein.protocol.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table.
 *
 * @param schema says in which layout
 */
record TableScan(String schema, RandomTable table, String alias) implements Relation {

  @Override
  public String sql(Context context) {
    return "%s AS %s".formatted(new TableName(schema, table.tableName()).toSql(), alias);
  }

  @Override
  public List<Reference> columns() {
    return table.columns().stream().map(column -> column.of(alias)).toList();
  }

  @Override
  public Optional<List<Reference>> identity(Context context) {
    return Optional.of(table.identity().stream().map(column -> column.of(alias)).toList());
  }

  @Override
  public Stream<Relation> simpler() {
    return schema.equals(TableName.MAIN)
        ? Stream.empty()
        : Stream.of(new TableScan(TableName.MAIN, table, alias));
  }

  @Override
  public Stream<Query> queries() {
    return Stream.empty();
  }

  @Override
  public Stream<String> features() {
    return Stream.of("layout " + schema, "table " + table.tableName());
  }
}
