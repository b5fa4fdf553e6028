package io.skein.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * The image of {@code deploy/compose/Dockerfile.prebuilt} with the jars that this build made. The
 * environment variable {@code RUNTIME_IMAGE} names its base image, as for compose.
 */
final class SkeinImage {
  private static final String NAME = "skein:it";
  private static final String DOCKERFILE = "deploy/compose/Dockerfile.prebuilt";
  private static final String LAUNCHER = "deploy/compose/skein";
  private static final String LIBRARIES = "standalone/target/lib";

  private SkeinImage() {}

  /** Returns the repository's root. */
  static Path root() {
    return Path.of(System.getProperty("skein.root", "..")).toAbsolutePath().normalize();
  }

  /** Returns where the image runs, if that is not what the Dockerfile says. */
  static Optional<String> runtimeImage() {
    return Optional.ofNullable(System.getenv("RUNTIME_IMAGE")).filter(name -> !name.isEmpty());
  }

  /** Builds the image, and returns its name. */
  static String build() throws IOException {
    Path jar = jar();
    ImageFromDockerfile image =
        new ImageFromDockerfile(NAME, false)
            .withFileFromPath("Dockerfile", root().resolve(DOCKERFILE))
            .withFileFromPath(LAUNCHER, root().resolve(LAUNCHER))
            .withFileFromPath(LIBRARIES, root().resolve(LIBRARIES))
            .withFileFromPath("standalone/target/" + jar.getFileName(), jar)
            .withBuildImageCmdModifier(command -> command.withPull(false));
    runtimeImage().ifPresent(name -> image.withBuildArg("RUNTIME_IMAGE", name));
    return image.get();
  }

  private static Path jar() throws IOException {
    Path target = root().resolve("standalone/target");
    if (Files.isDirectory(root().resolve(LIBRARIES))) {
      try (var files = Files.newDirectoryStream(target, "skein-standalone-*.jar")) {
        for (Path file : files) {
          if (!List.of("tests", "sources").contains(classifier(file))) {
            return file;
          }
        }
      }
    }
    throw new IllegalStateException(
        "%s has no jar of the launcher: run ./mvnw package first".formatted(target));
  }

  private static String classifier(Path jar) {
    String name = jar.getFileName().toString();
    return name.substring(name.lastIndexOf('-') + 1, name.length() - ".jar".length());
  }
}
