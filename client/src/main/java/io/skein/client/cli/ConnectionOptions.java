package io.skein.client.cli;

import io.skein.client.SkeinClient;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.TlsFiles;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the cluster is, and who asks. */
final class ConnectionOptions {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "localhost",
      split = ",",
      description =
          "The coordinator's host, or several separated by commas, which are asked in turn"
              + " (${DEFAULT-VALUE}).")
  private List<String> hosts;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8815",
      description = "The coordinator's port (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = {
        "Log in as the user. The password comes from --password-file, else environment variable",
        "SKEIN_PASSWORD, else it is asked for."
      })
  private String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File whose first line is the password of --user.")
  private Path passwordFile;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with a token, such as a JWT, to present instead of logging in.")
  private Path tokenFile;

  @Option(names = "--tls", description = "Connect by TLS, trusting the JDK's authorities.")
  private boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Connect by TLS, trusting the authorities of the PEM file.")
  private Path authorities;

  @Option(
      names = "--tls-identity",
      paramLabel = "FILE",
      description = "PEM file with the private key and certificates to present; implies --tls.")
  private Path identity;

  @Option(names = "--verbose", description = "Show stack traces of errors.")
  private boolean verbose;

  boolean verbose() {
    return verbose;
  }

  SkeinClient.Builder client() {
    SkeinClient.Builder builder = SkeinClient.builder();
    hosts.forEach(host -> builder.coordinator(host, port));
    if (tls || authorities != null || identity != null) {
      builder.tls(tlsFiles());
    }
    if (user != null && tokenFile != null) {
      throw new IllegalArgumentException("--user and --token-file are two ways to say who asks");
    }
    if (user == null && passwordFile != null) {
      throw new IllegalArgumentException("--password-file needs --user");
    }
    if (user != null) {
      builder.login(user, password());
    } else if (tokenFile != null) {
      builder.token(firstLine(tokenFile));
    }
    return builder;
  }

  private TlsFiles tlsFiles() {
    try {
      return new TlsFiles(Optional.ofNullable(identity), Optional.ofNullable(authorities));
    } catch (SkeinException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private String password() {
    if (passwordFile != null) {
      return firstLine(passwordFile);
    }
    String given = System.getenv("SKEIN_PASSWORD");
    if (given != null) {
      return given;
    }
    Console console = System.console();
    char[] typed = console == null ? null : console.readPassword("Password of %s: ", user);
    if (typed == null) {
      throw new IllegalArgumentException(
          "there is no terminal to ask for the password of %s: use --password-file or SKEIN_PASSWORD"
              .formatted(user));
    }
    return new String(typed);
  }

  private static String firstLine(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line = reader.readLine();
      if (line == null || line.isBlank()) {
        throw new IllegalArgumentException("%s is empty".formatted(file));
      }
      return line.strip();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read %s".formatted(e), e);
    }
  }
}
