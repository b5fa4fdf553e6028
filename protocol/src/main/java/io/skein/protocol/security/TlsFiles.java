package io.skein.protocol.security;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files by which one side of a TLS connection proves who it is and checks who the other is.
 * Immutable; the files are read when a context is made.
 *
 * @param identity PEM file with a private key (PKCS #8) and its certificate, followed by those that
 *     lead to the authority
 * @param authorities PEM file with the certificates of the authorities that are trusted; the JDK's
 *     own if empty
 */
public record TlsFiles(Optional<Path> identity, Optional<Path> authorities) {

  public TlsFiles {
    identity.ifPresent(file -> requireReadable(file, "--tls-identity"));
    authorities.ifPresent(file -> requireReadable(file, "--tls-ca"));
  }

  private static void requireReadable(Path file, String option) {
    try {
      if (!Files.readString(file).contains("-----BEGIN ")) {
        throw invalid("%s: %s is not a PEM file".formatted(option, file), null);
      }
    } catch (IOException e) {
      throw invalid("%s: cannot read %s".formatted(option, e), e);
    }
  }

  /**
   * Returns the context of a side that connects.
   *
   * @throws SkeinException INVALID_REQUEST if a file is not what it should be
   */
  public SslContext connecting() {
    SslContextBuilder builder = GrpcSslContexts.forClient();
    try {
      authorities.ifPresent(file -> builder.trustManager(file.toFile()));
      identity.ifPresent(file -> builder.keyManager(file.toFile(), file.toFile()));
      return builder.build();
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  /**
   * Returns the context of a side that is connected to. It asks for the other side's certificate if
   * there are authorities to check it by.
   *
   * @param certificates whether who has no certificate is turned away
   * @throws SkeinException INVALID_REQUEST if a file is missing or not what it should be
   */
  public SslContext listening(ClientCertificates certificates) {
    Path file =
        identity.orElseThrow(
            () -> invalid("a node that is to use TLS needs --tls-identity besides --tls-ca", null));
    if (certificates == ClientCertificates.REQUIRED && authorities.isEmpty()) {
      throw invalid("clients' certificates can only be required with --tls-ca", null);
    }
    try {
      SslContextBuilder builder = GrpcSslContexts.forServer(file.toFile(), file.toFile());
      if (authorities.isPresent()) {
        builder
            .trustManager(authorities.get().toFile())
            .clientAuth(
                certificates == ClientCertificates.REQUIRED
                    ? ClientAuth.REQUIRE
                    : ClientAuth.OPTIONAL);
      }
      return builder.build();
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  /** Whether clients must have a certificate of an authority that the node trusts. */
  public enum ClientCertificates {
    /** One that is presented must be good. */
    OPTIONAL,
    /** Who has none is turned away. */
    REQUIRED
  }

  private SkeinException unusable(Exception cause) {
    return invalid(
        "the TLS files %s and %s cannot be used: %s"
            .formatted(
                identity.map(Path::toString).orElse("(no identity)"),
                authorities.map(Path::toString).orElse("(the JDK's authorities)"),
                cause.getMessage()),
        cause);
  }

  private static SkeinException invalid(String message, Throwable cause) {
    return new SkeinException(ErrorCode.INVALID_REQUEST, message, cause);
  }
}
