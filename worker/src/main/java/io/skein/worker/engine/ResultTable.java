package io.skein.worker.engine;

import io.skein.protocol.sql.SqlText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fragment's rows in a database of their own in the engine, whole or divided into partitions. The
 * database can spill to disk, and goes when this is closed. Thread-safe.
 */
public final class ResultTable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultTable.class);

  /**
   * From how many partitions on rows are stored sorted by their partition. Sorting costs as much as
   * reading the whole table some ten times over.
   */
  private static final int SORTED_FROM = 17;

  private final String database;
  private final Session holder;
  private final List<String> columns;
  private final boolean divided;
  private List<String> storedTypes = List.of();
  private boolean collated;

  private ResultTable(String database, Session holder, List<String> columns, boolean divided) {
    this.database = database;
    this.holder = holder;
    this.columns = columns;
    this.divided = divided;
  }

  /**
   * How a result is stored. Immutable.
   *
   * @param fields the result's columns
   * @param keys positions of the columns whose hash says which partition a row belongs to; none
   *     where the result is not divided
   * @param partitions into how many partitions
   */
  public record Form(List<Field> fields, List<Integer> keys, int partitions) {
    public Form {
      fields = List.copyOf(fields);
      keys = List.copyOf(keys);
      if (fields.isEmpty() || partitions < 1 || keys.isEmpty() && partitions > 1) {
        throw new IllegalArgumentException(
            "%d columns in %d partitions by %s".formatted(fields.size(), partitions, keys));
      }
    }
  }

  /**
   * How much a result, or a partition of it, is. Immutable.
   *
   * @param bytes about so many, as Arrow buffers
   */
  public record Size(long rows, long bytes) {}

  /** Runs the fragment in the session and stores its rows. */
  static ResultTable fill(Session session, String database, String fragment, Form form) {
    List<String> columns = columns(session, fragment, form.fields());
    ResultTable table =
        new ResultTable(database, session.another(), columns, form.partitions() > 1);
    try {
      session.execute("ATTACH ':memory:' AS " + SqlText.identifier(database));
      session.store(table.creation(fragment, form));
      table.storedTypes =
          session.rows("DESCRIBE " + table.name(), row -> row.getString("column_type"));
      // The text says it: no shard has a collation, and none crosses an exchange.
      table.collated = fragment.toUpperCase(Locale.ROOT).contains("COLLATE");
      return table;
    } catch (RuntimeException e) {
      table.close();
      throw e;
    }
  }

  private String creation(String fragment, Form form) {
    String names =
        IntStream.range(0, form.fields().size())
            .mapToObj(i -> "c" + i)
            .collect(Collectors.joining(", "));
    if (form.partitions() == 1) {
      return "CREATE TABLE %s (%s) AS\n%s".formatted(name(), names, fragment);
    }
    String keys = form.keys().stream().map(i -> "c" + i).collect(Collectors.joining(", "));
    // Hashed twice: whoever groups or joins a partition hashes the same keys once, and rows that
    // have some bits of that hash in common would crowd in its table.
    return "CREATE TABLE %s AS SELECT *, CAST(hash(hash(%s)) %% %d AS USMALLINT) AS p FROM (\n%s\n) AS f(%s)%s"
        .formatted(
            name(),
            keys,
            form.partitions(),
            fragment,
            names,
            form.partitions() < SORTED_FROM ? "" : " ORDER BY p");
  }

  /** Returns the stored columns with the types that the fragment gives. */
  private static List<String> columns(Session session, String fragment, List<Field> fields) {
    List<String> columns = new ArrayList<>();
    List<String> types = List.of();
    for (int i = 0; i < fields.size(); i++) {
      if (hasNullType(fields.get(i))) {
        // A table has no columns of the type NULL: they become INTEGER.
        if (types.isEmpty()) {
          types = session.rows("DESCRIBE\n" + fragment, row -> row.getString("column_type"));
        }
        columns.add("CAST(c%d AS %s)".formatted(i, types.get(i)));
      } else {
        columns.add("c" + i);
      }
    }
    return columns;
  }

  private static boolean hasNullType(Field field) {
    return field.getType() instanceof ArrowType.Null
        || field.getChildren().stream().anyMatch(ResultTable::hasNullType);
  }

  private String name() {
    return SqlText.qualified(database, "main", "t");
  }

  /** Returns a new session that can {@link #query} the table. */
  public Session session() {
    return holder.another();
  }

  /**
   * Returns the query of the rows.
   *
   * @param partition which partition; empty for all rows
   */
  public String query(OptionalInt partition) {
    return "SELECT " + String.join(", ", columns) + from(partition);
  }

  private String from(OptionalInt partition) {
    String from = " FROM " + name();
    return divided && partition.isPresent() ? from + " WHERE p = " + partition.getAsInt() : from;
  }

  /**
   * Returns the query of the rows, for a relation, with columns c0, c1 and so on.
   *
   * @param partition which partition; empty for all rows
   * @param types DuckDB's texts of the types that the columns are to have
   */
  public String selection(OptionalInt partition, List<String> types) {
    String casts =
        IntStream.range(0, types.size())
            .mapToObj(i -> "CAST(c%d AS %s) AS c%d".formatted(i, types.get(i), i))
            .collect(Collectors.joining(", "));
    return "SELECT " + casts + from(partition);
  }

  /**
   * Returns how large each partition is, in order; one size if the result is not divided.
   *
   * @param partitions into how many partitions it is divided
   * @param rowBytes how many bytes a row has, without the characters of its texts
   */
  public List<Size> sizes(int partitions, long rowBytes) {
    String texts =
        IntStream.range(0, columns.size())
            .filter(i -> storedTypes.get(i).equals("VARCHAR"))
            .mapToObj(i -> "coalesce(sum(strlen(c%d)), 0)".formatted(i))
            .collect(Collectors.joining(" + "));
    String query =
        "SELECT %s AS part, count(*), CAST(%s AS BIGINT) FROM %s GROUP BY part"
            .formatted(divided ? "p" : "0", texts.isEmpty() ? "0" : texts, name());
    Size[] sizes = new Size[partitions];
    Arrays.fill(sizes, new Size(0, 0));
    try (Session session = session()) {
      session.rows(
          query,
          row -> {
            long rows = row.getLong(2);
            sizes[row.getInt(1)] = new Size(rows, rows * rowBytes + row.getLong(3));
            return rows;
          });
    }
    return List.of(sizes);
  }

  /** Returns how many columns the result has. */
  public int width() {
    return columns.size();
  }

  /**
   * Returns whether {@link #selection} gives what would be there after the rows were sent and cast:
   * collations are not sent, and states of aggregates arrive as values of plain types, to which
   * DuckDB cannot cast all of them.
   */
  boolean shows() {
    return !collated && storedTypes.stream().noneMatch(type -> type.contains("AGGREGATE_STATE"));
  }

  Instance instance() {
    return holder.instance();
  }

  /** Returns whether the engine still runs the DuckDB that has the table. */
  public boolean usable() {
    return holder.current();
  }

  @Override
  public void close() {
    holder.close();
    try {
      holder.instance().administer("DETACH DATABASE IF EXISTS " + SqlText.identifier(database));
    } catch (SQLException e) {
      LOG.warn("Result {} does not go away", database, e);
    }
  }
}
