package io.skein.worker.shard;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.worker.engine.Engine;
import io.skein.worker.engine.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the footers of shards' files through DuckDB, with the types that DuckDB gives them. */
final class FooterReader {
  private final Engine engine;

  FooterReader(Engine engine) {
    this.engine = engine;
  }

  /**
   * Returns what the footers of the shard's files say.
   *
   * @throws SkeinException FILE_UNREADABLE naming the file, TABLE_UNUSABLE if the files differ in
   *     their columns
   */
  ShardFooter read(ShardFiles shard) {
    String list =
        shard.paths().stream()
            .map(path -> SqlText.literal(path.toString()))
            .collect(Collectors.joining(", ", "[", "]"));
    try (Session session = engine.session()) {
      Map<String, FileSchema> schemas = schemas(session, list);
      FileSchema first = requireAlike(shard, schemas);
      List<Column> columns = columns(session, shard.paths().get(0));
      long rows =
          session
              .rows(
                  "SELECT coalesce(sum(num_rows), 0)::BIGINT FROM parquet_file_metadata(%s)"
                      .formatted(list),
                  row -> row.getLong(1))
              .get(0);
      boolean sameLeaves =
          schemas.values().stream().allMatch(schema -> schema.leaves().equals(first.leaves()));
      List<ColumnStatistics> statistics =
          sameLeaves
              ? new StatisticsQuery(columns, first.leaves()).run(session, list)
              : columns.stream().map(column -> ColumnStatistics.UNKNOWN).toList();
      return new ShardFooter(columns, rows, statistics);
    } catch (SkeinException e) {
      throw unreadable(shard, e);
    }
  }

  private static SkeinException unreadable(ShardFiles shard, SkeinException error) {
    if (error.code() == ErrorCode.TABLE_UNUSABLE) {
      return error;
    }
    boolean named =
        shard.paths().stream().anyMatch(path -> error.getMessage().contains(path.toString()));
    String words = error.getMessage().split("\n\nLINE ", 2)[0];
    return new SkeinException(
        ErrorCode.FILE_UNREADABLE,
        named ? words : "one of the files %s: %s".formatted(shard.paths(), words),
        error);
  }

  private static List<Column> columns(Session session, Path file) {
    return session.rows(
        "DESCRIBE SELECT * FROM read_parquet(%s, hive_partitioning = false)"
            .formatted(SqlText.literal(file.toString())),
        row -> new Column(row.getString(1), row.getString(2)));
  }

  private static Map<String, FileSchema> schemas(Session session, String list) {
    Map<String, List<FileSchema.Element>> elements = new LinkedHashMap<>();
    session.rows(
        "SELECT file_name, name, num_children, repetition_type, duckdb_type"
            + " FROM parquet_schema(%s)".formatted(list),
        row ->
            elements
                .computeIfAbsent(row.getString(1), file -> new ArrayList<>())
                .add(
                    new FileSchema.Element(
                        row.getString(2), row.getInt(3), row.getString(4), row.getString(5))));
    Map<String, FileSchema> schemas = new LinkedHashMap<>();
    elements.forEach((file, list2) -> schemas.put(file, FileSchema.of(list2)));
    return schemas;
  }

  private static FileSchema requireAlike(ShardFiles shard, Map<String, FileSchema> schemas) {
    FileSchema first = null;
    for (Map.Entry<String, FileSchema> entry : schemas.entrySet()) {
      if (first == null) {
        first = entry.getValue();
      } else {
        ColumnComparison.difference(first.columns(), entry.getValue().columns())
            .ifPresent(
                difference -> {
                  throw new SkeinException(
                      ErrorCode.TABLE_UNUSABLE,
                      "file %s: %s in file %s of the same shard"
                          .formatted(entry.getKey(), difference, shard.paths().get(0)));
                });
      }
    }
    if (first == null) {
      throw new SkeinException(ErrorCode.FILE_UNREADABLE, "DuckDB saw no schema");
    }
    return first;
  }
}
