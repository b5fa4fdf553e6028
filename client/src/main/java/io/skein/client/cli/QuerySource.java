package io.skein.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the SQL text comes from: an option, a file, or standard input. */
final class QuerySource {
  @Option(
      names = {"-q", "--query"},
      paramLabel = "SQL",
      description = "The query.")
  private String query;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A file that holds the query.")
  private Path file;

  /**
   * Returns the text.
   *
   * @throws IOException saying what to do if there is none
   */
  static String read(QuerySource source, InputStream standardInput) throws IOException {
    String text;
    String place;
    if (source == null) {
      if (Terminal.isStandardInput()) {
        throw new IOException("no query: give --query, -f FILE, or the text on standard input");
      }
      text = new String(standardInput.readAllBytes(), StandardCharsets.UTF_8);
      place = "standard input";
    } else if (source.file != null) {
      text = content(source.file);
      place = source.file.toString();
    } else {
      text = source.query;
      place = "--query";
    }
    if (text.isBlank()) {
      throw new IOException("the query in %s is empty".formatted(place));
    }
    return text;
  }

  private static String content(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file %s".formatted(file), e);
    } catch (MalformedInputException e) {
      throw new IOException("%s is not UTF-8 text".formatted(file), e);
    } catch (IOException e) {
      throw new IOException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
