package io.skein.worker;

import picocli.CommandLine;

/** Runs the worker's command as a process of its own. */
public final class WorkerProcess {
  private WorkerProcess() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WorkerCommand()).execute(arguments));
  }
}
