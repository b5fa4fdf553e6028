package io.skein.standalone.process;

import io.skein.standalone.SkeinMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that runs {@code skein} with this JVM and its class path. */
public final class JavaCommand {
  private static final int NEEDS_ACCESS_FLAGS = 24;

  private JavaCommand() {}

  /** Returns the command, to which the arguments of {@code skein} are added. */
  public static List<String> skein() {
    return skein("-Xmx512m");
  }

  /**
   * Returns the command, to which the arguments of {@code skein} are added.
   *
   * @param options the JVM's own, such as the size of its heap
   */
  public static List<String> skein(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
    if (Runtime.version().feature() >= NEEDS_ACCESS_FLAGS) {
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(SkeinMain.class.getName());
    return command;
  }
}
