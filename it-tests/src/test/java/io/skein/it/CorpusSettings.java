package io.skein.it;

import io.skein.it.ClusterShape.Moving;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which corpora are run, and on which clusters, as system properties say.
 *
 * <ul>
 *   <li>{@code skein.corpora}: the folder with the queries
 *   <li>{@code skein.corpora.full}: {@code true} for all queries instead of some of the larger
 *       corpora
 *   <li>{@code skein.corpora.names}: such as {@code tpch,tpcds}; all by default
 *   <li>{@code skein.corpora.workers}: such as {@code 1,3,7}
 *   <li>{@code skein.corpora.storage}: {@code shared}, {@code apart} or both
 *   <li>{@code skein.corpora.moving}: {@code as_usual}, {@code divided}, {@code whole} or several
 * </ul>
 */
final class CorpusSettings {
  private static final String PREFIX = "skein.corpora";

  private CorpusSettings() {}

  static Path folder() {
    return Path.of(System.getProperty(PREFIX, ""));
  }

  static boolean isThere() {
    return !System.getProperty(PREFIX, "").isEmpty() && Files.isDirectory(folder());
  }

  static boolean isFull() {
    return Boolean.getBoolean(PREFIX + ".full");
  }

  static List<Corpus> corpora() {
    List<String> names = list(".names", "");
    return Arrays.stream(Corpus.values())
        .filter(corpus -> names.isEmpty() || names.contains(corpus.file()))
        .toList();
  }

  /** Returns the clusters; by default two, of which one moves rows wherever it can. */
  static List<ClusterShape> clusters() {
    List<String> settings = List.of(".workers", ".storage", ".moving");
    if (settings.stream().allMatch(name -> System.getProperty(PREFIX + name) == null)
        && !isFull()) {
      return List.of(
          ClusterShape.shared(3, Moving.AS_USUAL), ClusterShape.apart(3, 1, Moving.DIVIDED));
    }
    List<ClusterShape> shapes = new ArrayList<>();
    for (String workers : list(".workers", "1,3")) {
      for (String storage : list(".storage", "shared,apart")) {
        for (String moving : list(".moving", "as_usual,divided")) {
          shapes.add(
              new ClusterShape(
                  Integer.parseInt(workers),
                  storage.equals("apart") ? 1 : 0,
                  Moving.valueOf(moving.toUpperCase(Locale.ROOT))));
        }
      }
    }
    return shapes;
  }

  private static List<String> list(String name, String otherwise) {
    String value = System.getProperty(PREFIX + name, otherwise);
    return value.isEmpty() ? List.of() : Arrays.asList(value.split(",", -1));
  }
}
