package io.skein.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Queries in a resource. Each starts with a line {@code -- name}, or {@code -- name, ordered} if
 * the order of its rows is determined, and ends where the next one starts.
 */
final class QueryFile {
  private static final String START = "-- ";
  private static final String ORDERED = ", ordered";

  private QueryFile() {}

  /** One query. Table names start with {@code @}. */
  record NamedQuery(String name, boolean ordered, String sql) {}

  /** Returns the queries of the resource beside this class. */
  static List<NamedQuery> read(String resource) {
    String text;
    try (InputStream stream = QueryFile.class.getResourceAsStream(resource)) {
      text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<NamedQuery> queries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : text.split("(?m)^" + START)) {
      if (part.isBlank()) {
        continue;
      }
      int end = part.indexOf('\n');
      String title = part.substring(0, end).strip();
      boolean ordered = title.endsWith(ORDERED);
      String name = ordered ? title.substring(0, title.length() - ORDERED.length()) : title;
      if (!names.add(name)) {
        throw new IllegalArgumentException("two queries are named " + name);
      }
      queries.add(new NamedQuery(name, ordered, part.substring(end).strip()));
    }
    return queries;
  }
}
