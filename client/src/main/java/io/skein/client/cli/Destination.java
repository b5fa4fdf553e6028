package io.skein.client.cli;

import io.skein.client.output.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a result goes. */
sealed interface Destination {

  /**
   * A table on standard output.
   *
   * @param maxRows how many rows it shows, at least 1
   */
  record Screen(int maxRows) implements Destination {
    static final int DEFAULT_ROWS = 40;

    public Screen {
      if (maxRows < 1) {
        throw new IllegalArgumentException("--max-rows must be at least 1: " + maxRows);
      }
    }
  }

  /**
   * A file.
   *
   * @param format what is written
   * @param path a place where a file can be put
   */
  record File(OutputFormat format, Path path) implements Destination {

    public File {
      Path folder = path.toAbsolutePath().getParent();
      if (folder == null || Files.isDirectory(path)) {
        throw new IllegalArgumentException(
            "%s is a folder: give --output-path a file name".formatted(path));
      }
      if (!Files.isDirectory(folder)) {
        throw new IllegalArgumentException(
            "there is no folder %s: create it, or give another --output-path".formatted(folder));
      }
      if (!Files.isWritable(folder)) {
        throw new IllegalArgumentException(
            "the folder %s is not writable: give another --output-path".formatted(folder));
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new IllegalArgumentException(
            "%s is not a regular file: give another --output-path".formatted(path));
      }
    }
  }

  /**
   * Returns what the options say; each may be null.
   *
   * @throws IllegalArgumentException saying which option is wrong, and what would be right
   */
  static Destination of(String format, Path path, Integer maxRows) {
    boolean display = format == null ? path == null : format.equalsIgnoreCase("display");
    if (display) {
      if (path != null) {
        throw new IllegalArgumentException(
            "--output-path is for files: give an --output-format other than display");
      }
      return new Screen(maxRows == null ? Screen.DEFAULT_ROWS : maxRows);
    }
    if (maxRows != null) {
      throw new IllegalArgumentException(
          "--max-rows is for --output-format display: write LIMIT in the query");
    }
    OutputFormat known = format == null ? ofName(path) : ofLabel(format);
    return new File(known, path == null ? Path.of("query_results." + known.label()) : path);
  }

  private static OutputFormat ofLabel(String label) {
    return find(label)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown --output-format '%s': give csv, parquet, json, arrow or display"
                        .formatted(label)));
  }

  private static OutputFormat ofName(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    String plain = name.replaceFirst("\\.(gz|zst)$", "");
    return find(plain.substring(plain.lastIndexOf('.') + 1))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the name of %s does not tell its format: give --output-format"
                        .formatted(path)));
  }

  private static Optional<OutputFormat> find(String label) {
    return Arrays.stream(OutputFormat.values())
        .filter(format -> format.label().equalsIgnoreCase(label))
        .findFirst();
  }
}
