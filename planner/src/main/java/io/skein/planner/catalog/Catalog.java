package io.skein.planner.catalog;

import io.skein.protocol.table.TableName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The tables of a cluster and its live workers, at one moment. Immutable.
 *
 * @param tables the tables by name
 * @param locations the Flight location of each live worker, by its id
 * @param silent those of the workers that did not answer when they were last called
 */
public record Catalog(
    Map<TableName, CatalogTable> tables, Map<String, String> locations, Set<String> silent) {
  /** The catalog of a cluster without workers. */
  public static final Catalog EMPTY = new Catalog(Map.of(), Map.of());

  public Catalog {
    tables = Collections.unmodifiableMap(new TreeMap<>(tables));
    locations = Collections.unmodifiableMap(new TreeMap<>(locations));
    silent = Set.copyOf(silent);
  }

  /** Creates a catalog all of whose workers answer. */
  public Catalog(Map<TableName, CatalogTable> tables, Map<String, String> locations) {
    this(tables, locations, Set.of());
  }

  /** Returns the workers that answer, in order of their names; all of them if none does. */
  public List<String> answering() {
    List<String> answering =
        locations.keySet().stream().filter(worker -> !silent.contains(worker)).toList();
    return answering.isEmpty() ? List.copyOf(locations.keySet()) : answering;
  }

  /** Returns the catalog as it is for who may see only some tables; the workers stay. */
  public Catalog visible(Predicate<TableName> seen) {
    Map<TableName, CatalogTable> some = new TreeMap<>(tables);
    some.keySet().removeIf(seen.negate());
    return new Catalog(some, locations, silent);
  }

  /** Returns the table of the name. */
  public Optional<CatalogTable> table(TableName name) {
    return Optional.ofNullable(tables.get(name));
  }

  /**
   * Returns the schemas in which unqualified names are looked up, the main one first. DuckDB takes
   * the first that has the table.
   */
  public List<String> schemas() {
    return tables.keySet().stream()
        .map(TableName::schema)
        .distinct()
        .sorted(
            (a, b) -> {
              int mainFirst = Boolean.compare(b.equals(TableName.MAIN), a.equals(TableName.MAIN));
              return mainFirst != 0 ? mainFirst : a.compareTo(b);
            })
        .toList();
  }

  /** Returns whether both have the same tables with the same columns, wherever their shards are. */
  public boolean sameColumns(Catalog other) {
    return tables.keySet().equals(other.tables.keySet())
        && tables.values().stream()
            .allMatch(
                table -> Objects.equals(table.columns(), other.tables.get(table.name()).columns()));
  }
}
