package io.skein.standalone.testing;

import io.skein.coordinator.security.AuthenticationOptions;
import io.skein.coordinator.security.UserCommand;
import io.skein.protocol.security.TlsFiles;
import io.skein.standalone.LocalCluster.Protection;
import io.skein.standalone.certificate.DevelopmentAuthority;
import io.skein.standalone.certificate.DevelopmentAuthority.Use;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Users and certificates of a cluster for tests, in a folder of their own. Not thread-safe. */
public final class TestSecurity implements AutoCloseable {
  /** A user who may read all tables. */
  public static final String USER = "tester";

  /** The password of every user. */
  public static final String PASSWORD = "a secret p\u00e4ssword: of tests";

  private static final Duration VALIDITY = Duration.ofDays(1);

  private final Path folder;
  private final DevelopmentAuthority authority;
  private final Path identity;

  private TestSecurity(Path folder) throws IOException {
    this.folder = folder;
    this.authority = DevelopmentAuthority.in(folder, VALIDITY);
    this.identity = authority.issue("node", List.of("localhost", "127.0.0.1"), Use.NODE, VALIDITY);
    addUser(USER, "*");
  }

  static TestSecurity create() {
    try {
      return new TestSecurity(Files.createTempDirectory("skein-security-"));
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for users and certificates", e);
    }
  }

  /** Returns the file of the users. */
  public Path usersFile() {
    return folder.resolve("users.json");
  }

  /** Returns the file of the authority that clients are to trust. */
  public Path authorityFile() {
    return authority.file();
  }

  /** Returns the TLS files of a node. */
  public TlsFiles nodeFiles() {
    return new TlsFiles(Optional.of(identity), Optional.of(authority.file()));
  }

  /** Returns the TLS files of a client. */
  public TlsFiles clientFiles() {
    return new TlsFiles(Optional.empty(), Optional.of(authority.file()));
  }

  /** Adds a user who may read the tables of the pattern. */
  public void addUser(String name, String grant) {
    run("add", name, "--grant", grant);
  }

  /** Runs {@code skein user}, with the password on standard input. */
  public void run(String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8)));
    try {
      String[] all =
          Stream.concat(Stream.of(arguments), Stream.of("--users-file", usersFile().toString()))
              .toArray(String[]::new);
      if (new CommandLine(new UserCommand()).execute(all) != 0) {
        throw new IllegalStateException("skein user " + List.of(arguments));
      }
    } finally {
      System.setIn(before);
    }
  }

  Protection protection() {
    return new Protection(
        Optional.of(nodeFiles()),
        tokens -> AuthenticationOptions.users(usersFile(), tokens, Duration.ofHours(1)));
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
