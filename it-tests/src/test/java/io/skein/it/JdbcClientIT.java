package io.skein.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JDBC without authentication. */
class JdbcClientIT extends JdbcClientTests {
  private static final Pattern EXAMPLE =
      Pattern.compile("## From JDBC.*?```java\n(.*?)```", Pattern.DOTALL);

  @Override
  boolean secured() {
    return false;
  }

  @Test
  void theExampleOfTheReadmeRuns(@TempDir Path folder) throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(example.find()).isTrue();
    String code = example.group(1).replace("localhost:8815", "127.0.0.1:" + cluster().port());
    assertThat(code).contains("127.0.0.1");
    Path source = folder.resolve("Example.java");
    Files.writeString(
        source,
        """
        import java.sql.*;
        public class Example {
          public static void run() throws Exception {
            %s
          }
        }
        """
            .formatted(code));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), source.toString()))
        .isZero();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass("Example").getMethod("run").invoke(null);
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).strip()).isEqualTo("name 7");
  }
}
