package io.skein.worker.shard;

import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.sql.SqlText;
import io.skein.protocol.table.Column;
import io.skein.protocol.table.ColumnStatistics;
import io.skein.worker.engine.Engine;
import io.skein.worker.engine.Session;
import io.skein.worker.shard.FileSchema.Leaves;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** What a shard's footers say but for the statistics; those only where all files are alike. */
  private record Layout(ShardFiles shard, List<Column> columns, long rows, List<Leaves> leaves) {
    Layout {
      columns = List.copyOf(columns);
      leaves = List.copyOf(leaves);
    }

    boolean isLike(Layout other) {
      return columns.equals(other.columns) && leaves.equals(other.leaves);
    }

    ShardFooter without() {
      return new ShardFooter(
          columns, rows, columns.stream().map(column -> ColumnStatistics.UNKNOWN).toList());
    }
  }

  /**
   * Returns what the footers of each shard's files say.
   *
   * @throws SkeinException FILE_UNREADABLE naming the file, TABLE_UNUSABLE if the files of a shard
   *     differ in their columns
   */
  List<ShardFooter> read(List<ShardFiles> shards) {
    try (Session session = engine.session()) {
      List<Layout> layouts = shards.stream().map(shard -> layout(session, shard)).toList();
      Map<ShardFiles, ShardFooter> footers = new HashMap<>();
      for (List<Layout> alike : alike(layouts)) {
        statistics(session, alike, footers);
      }
      return layouts.stream()
          .map(layout -> footers.getOrDefault(layout.shard(), layout.without()))
          .toList();
    }
  }

  private static Layout layout(Session session, ShardFiles shard) {
    try {
      String list =
          shard.paths().stream()
              .map(path -> SqlText.literal(path.toString()))
              .collect(Collectors.joining(", ", "[", "]"));
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
      return new Layout(shard, columns, rows, sameLeaves ? first.leaves() : List.of());
    } catch (SkeinException e) {
      throw unreadable(List.of(shard), e);
    }
  }

  private static List<List<Layout>> alike(List<Layout> layouts) {
    List<List<Layout>> groups = new ArrayList<>();
    for (Layout layout : layouts) {
      groups.stream()
          .filter(group -> group.get(0).isLike(layout))
          .findFirst()
          .orElseGet(
              () -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
              })
          .add(layout);
    }
    return groups;
  }

  private static void statistics(
      Session session, List<Layout> alike, Map<ShardFiles, ShardFooter> footers) {
    Layout first = alike.get(0);
    if (first.leaves().isEmpty()) {
      return;
    }
    List<ShardFiles> shards = alike.stream().map(Layout::shard).toList();
    try {
      List<List<ColumnStatistics>> statistics =
          new StatisticsQuery(first.columns(), first.leaves()).run(session, shards);
      for (int i = 0; i < alike.size(); i++) {
        footers.put(
            shards.get(i),
            new ShardFooter(first.columns(), alike.get(i).rows(), statistics.get(i)));
      }
    } catch (SkeinException e) {
      throw unreadable(shards, e);
    }
  }

  private static SkeinException unreadable(List<ShardFiles> shards, SkeinException error) {
    if (error.code() == ErrorCode.TABLE_UNUSABLE) {
      return error;
    }
    List<Path> paths = shards.stream().flatMap(shard -> shard.paths().stream()).toList();
    boolean named = paths.stream().anyMatch(path -> error.getMessage().contains(path.toString()));
    String words = error.getMessage().split("\n\nLINE ", 2)[0];
    return new SkeinException(
        ErrorCode.FILE_UNREADABLE,
        named ? words : "one of the files %s: %s".formatted(paths, words),
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
