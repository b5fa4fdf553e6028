package io.skein.it;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/**
 * The container engine of the machine. Suites that need one are skipped where none answers, unless
 * the environment variable {@code SKEIN_CONTAINERS} is {@code required}: then they fail.
 */
final class ContainerEngine {
  private static final String PROMISE = "SKEIN_CONTAINERS";

  private ContainerEngine() {}

  /** Ends the calling suite, as skipped or as failed, unless an engine answers. */
  static void require(String suite) {
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return;
    }
    String message = suite + " did not run: no container engine answers";
    System.out.println(message);
    if (isPromised()) {
      Assertions.fail(message + ", though " + PROMISE + " is set to 'required'");
    }
    Assumptions.abort(message);
  }

  /** Ends the calling suite like {@link #require} for lack of something else than an engine. */
  static void lacks(String suite, String what) {
    String message = suite + " did not run: there is no " + what;
    System.out.println(message);
    if (isPromised()) {
      Assertions.fail(message + ", though " + PROMISE + " is set to 'required'");
    }
    Assumptions.abort(message);
  }

  private static boolean isPromised() {
    return "required".equals(System.getenv(PROMISE));
  }
}
