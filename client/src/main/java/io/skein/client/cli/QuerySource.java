package io.skein.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
      place = "standard input";
      text = decode(standardInput.readAllBytes(), place);
    } else if (source.file != null) {
      place = source.file.toString();
      text = decode(content(source.file), place);
    } else {
      place = "--query";
      text = source.query;
      requireWhole(text);
    }
    if (text.isBlank()) {
      throw new IOException("the query in %s is empty".formatted(place));
    }
    return text;
  }

  private static byte[] content(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file %s".formatted(file), e);
    } catch (IOException e) {
      throw new IOException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String decode(byte[] bytes, String place) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("the query in %s is not UTF-8 text".formatted(place), e);
    }
  }

  // Java decodes arguments by the locale and puts U+FFFD for what it cannot decode: such a query
  // would ask for something else, and get an answer.
  private static void requireWhole(String text) throws IOException {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (text.indexOf('\uFFFD') >= 0 && !encoding.equalsIgnoreCase("UTF-8")) {
      throw new IOException(
          "the locale's encoding %s cannot express the query: set LC_ALL=C.UTF-8, or give -f FILE"
              .formatted(encoding));
    }
  }
}
