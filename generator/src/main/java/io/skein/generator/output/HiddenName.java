package io.skein.generator.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that folders have which are not, or no longer, in their place: {@code
 * .<name>.<new|old>-<process>-<run>}. They say which process made them, so that the next run can
 * tell what a dead one left behind. A name that starts with a dot is no table.
 */
final class HiddenName {
  private static final long PROCESS = ProcessHandle.current().pid();
  // In a container every process may have the same number, so the number alone proves nothing.
  private static final String VIRTUAL_MACHINE = random();

  private HiddenName() {}

  static Path staging(Path target) {
    return name(target, "new");
  }

  static Path old(Path target) {
    return name(target, "old");
  }

  /**
   * Removes what dead processes left beside the folder. A folder that one of them had taken away,
   * without getting to put the new one in its place, is put back.
   */
  static void cleanUp(Path target) throws IOException {
    Pattern pattern =
        Pattern.compile(
            "\\.%s\\.(new|old)-(\\d+)-([0-9a-f]+)-[0-9a-f]+"
                .formatted(Pattern.quote(target.getFileName().toString())));
    for (Path sibling : FileTree.children(target.getParent())) {
      Matcher matcher = pattern.matcher(sibling.getFileName().toString());
      if (!matcher.matches() || isAlive(Long.parseLong(matcher.group(2)), matcher.group(3))) {
        continue;
      }
      if (matcher.group(1).equals("old") && Files.notExists(target)) {
        Files.move(sibling, target);
      } else {
        FileTree.delete(sibling);
      }
    }
  }

  private static boolean isAlive(long process, String virtualMachine) {
    return process == PROCESS
        ? virtualMachine.equals(VIRTUAL_MACHINE)
        : ProcessHandle.of(process).isPresent();
  }

  private static Path name(Path target, String kind) {
    return target.resolveSibling(
        ".%s.%s-%d-%s-%s"
            .formatted(target.getFileName(), kind, PROCESS, VIRTUAL_MACHINE, random()));
  }

  private static String random() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
