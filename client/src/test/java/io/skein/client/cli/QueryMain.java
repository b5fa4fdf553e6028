package io.skein.client.cli;

import picocli.CommandLine;

/** The query command as a process. */
final class QueryMain {
  private QueryMain() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new QueryCommand()).execute(arguments));
  }
}
