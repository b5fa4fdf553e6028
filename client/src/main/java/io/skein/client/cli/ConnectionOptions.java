package io.skein.client.cli;

import io.skein.client.SkeinClient;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the cluster is. */
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

  @Option(names = "--verbose", description = "Show stack traces of errors.")
  private boolean verbose;

  boolean verbose() {
    return verbose;
  }

  SkeinClient.Builder client() {
    SkeinClient.Builder builder = SkeinClient.builder();
    hosts.forEach(host -> builder.coordinator(host, port));
    return builder;
  }
}
