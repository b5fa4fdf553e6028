package io.skein.it.docs;

import io.skein.standalone.SkeinMain;
import java.lang.reflect.Method;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The page of the commands: what {@code --help} prints of each. */
final class CommandReference {
  private CommandReference() {}

  /** Returns the page. */
  static String page() throws ReflectiveOperationException {
    StringBuilder page =
        new StringBuilder(
            """
            # Commands

            What `./skein COMMAND --help` prints.
            """);
    append(commandLine(), page);
    return page.toString();
  }

  // The command line is nobody's to build but the launcher's and this page's.
  private static CommandLine commandLine() throws ReflectiveOperationException {
    Method factory = SkeinMain.class.getDeclaredMethod("commandLine");
    factory.setAccessible(true);
    return (CommandLine) factory.invoke(null);
  }

  private static void append(CommandLine command, StringBuilder page) {
    String name = command.getCommandSpec().qualifiedName();
    page.append("\n## ").append(name).append("\n\n```\n");
    page.append(command.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
    command.getSubcommands().values().forEach(subcommand -> append(subcommand, page));
  }
}
