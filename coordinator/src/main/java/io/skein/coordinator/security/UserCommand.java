package io.skein.coordinator.security;

import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.TableGrants;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code skein user}: who may ask a coordinator. */
@Command(
    name = "user",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Says who may ask a coordinator, in the file of its --users-file.",
    subcommands = {
      UserCommand.Add.class,
      UserCommand.Remove.class,
      UserCommand.ListUsers.class,
      UserCommand.Password.class,
      UserCommand.Grant.class
    })
public final class UserCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Creates the command; picocli sets its options. */
  public UserCommand() {}

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: add, remove, list, passwd or grant");
  }

  /** Which file. */
  static final class FileOption {
    @Option(
        names = "--users-file",
        required = true,
        paramLabel = "FILE",
        description = "The file; it is made if there is none yet.")
    private Path file;
  }

  /** What all that is done to the file has in common. */
  abstract static class Change implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private FileOption option;

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    @Override
    public Integer call() throws IOException {
      try {
        UsersFile file = new UsersFile(option.file);
        Map<String, User> users = file.readIfThere();
        String done = apply(users, name);
        file.write(users.values());
        out().println(done);
        out().flush();
        return 0;
      } catch (SkeinException | IllegalArgumentException e) {
        spec.commandLine().getErr().println("skein user: " + e.getMessage());
        return 1;
      }
    }

    /** Changes the users, and returns what to say of it. */
    abstract String apply(Map<String, User> users, String user) throws IOException;

    PrintWriter out() {
      return spec.commandLine().getOut();
    }

    static User require(Map<String, User> users, String name) {
      User user = users.get(name);
      if (user == null) {
        throw new IllegalArgumentException(
            "there is no user %s; there are %s".formatted(name, users.keySet()));
      }
      return user;
    }

    /** Asks for the password on the terminal, or reads the first line of standard input. */
    static String newHash() throws IOException {
      Console console = System.console();
      char[] password;
      if (console != null) {
        password = console.readPassword("Password: ");
        char[] again = console.readPassword("Again: ");
        if (!Arrays.equals(password, again)) {
          throw new IllegalArgumentException("the two passwords differ");
        }
      } else {
        BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = input.readLine();
        if (line == null) {
          throw new IllegalArgumentException("there is no password on standard input");
        }
        password = line.toCharArray();
      }
      try {
        return PasswordHash.of(password);
      } finally {
        Arrays.fill(password, '\0');
      }
    }
  }

  /** {@code skein user add}. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Adds a user. The password is asked for on the terminal, or is the first line of standard",
        "input."
      })
  static final class Add extends Change {
    @Option(
        names = "--grant",
        split = ",",
        paramLabel = "PATTERN",
        defaultValue = "*",
        description = {
          "Tables that the user may read: table, schema.table, with * for any characters",
          "(default: *, all tables)."
        })
    private List<String> grants;

    @Override
    String apply(Map<String, User> users, String user) throws IOException {
      if (users.containsKey(user)) {
        throw new IllegalArgumentException(
            "there is a user %s already: change the password with skein user passwd"
                .formatted(user));
      }
      TableGrants tables = new TableGrants(grants);
      users.put(user, new User(user, newHash(), tables));
      return "Added user %s, who may read %s".formatted(user, grants);
    }
  }

  /** {@code skein user remove}. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes a user; the tokens that they have are worth nothing from then on.")
  static final class Remove extends Change {
    @Override
    String apply(Map<String, User> users, String user) {
      users.remove(require(users, user).name());
      return "Removed user " + user;
    }
  }

  /** {@code skein user passwd}. */
  @Command(
      name = "passwd",
      mixinStandardHelpOptions = true,
      description = "Gives a user another password; the tokens that they have are worth nothing.")
  static final class Password extends Change {
    @Override
    String apply(Map<String, User> users, String user) throws IOException {
      users.put(user, require(users, user).withPassword(newHash()));
      return "Changed the password of user " + user;
    }
  }

  /** {@code skein user grant}. */
  @Command(
      name = "grant",
      mixinStandardHelpOptions = true,
      description = "Says which tables a user may read, in place of those of before.")
  static final class Grant extends Change {
    @Option(
        names = "--grant",
        required = true,
        split = ",",
        paramLabel = "PATTERN",
        description = "Tables: table, schema.table, with * for any characters.")
    private List<String> grants;

    @Override
    String apply(Map<String, User> users, String user) {
      users.put(user, require(users, user).withGrants(new TableGrants(grants)));
      return "User %s may read %s".formatted(user, grants);
    }
  }

  /** {@code skein user list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the users and the tables that they may read.")
  static final class ListUsers implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private FileOption option;

    @Override
    public Integer call() {
      try {
        for (User user : new UsersFile(option.file).read().values()) {
          spec.commandLine()
              .getOut()
              .printf("%s\t%s%n", user.name(), String.join(",", user.grants().patterns()));
        }
        spec.commandLine().getOut().flush();
        return 0;
      } catch (SkeinException e) {
        spec.commandLine().getErr().println("skein user: " + e.getMessage());
        return 1;
      }
    }
  }
}
