package io.skein.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process's standard streams are. */
final class Terminal {

  private Terminal() {}

  static boolean isStandardInput() {
    return is(0);
  }

  static boolean isStandardError() {
    return is(2);
  }

  // System.console() tells of input and output together, and from JDK 22 on exists without any.
  private static boolean is(int descriptor) {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux.
      return System.console() != null && Runtime.version().feature() < 22;
    }
  }
}
