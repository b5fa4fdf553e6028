package io.skein.coordinator.security;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;

/** The public keys that JWTs are verified by. */
final class JwtKeys {

  private JwtKeys() {}

  /**
   * Returns the keys at the place: a file with a PEM public key, a PEM certificate or a JWKS, or
   * the URL of a JWKS, which is asked again when a token names a key that it did not have.
   *
   * @throws SkeinException INVALID_REQUEST if there are none
   */
  static JWKSource<SecurityContext> at(String place) {
    try {
      if (place.matches("[a-z]{2,}://.*")) {
        return JWKSourceBuilder.create(url(place).toURL()).retrying(true).build();
      }
      String text = Files.readString(Path.of(place));
      return new ImmutableJWKSet<>(
          text.contains("-----BEGIN ") ? new JWKSet(jwk(publicKey(text))) : JWKSet.parse(text));
    } catch (IOException e) {
      throw invalid(place, e.toString(), e);
    } catch (ParseException | GeneralSecurityException | IllegalArgumentException e) {
      throw invalid(place, e.getMessage(), e);
    }
  }

  private static URI url(String place) throws IOException {
    URI url = URI.create(place);
    boolean here =
        "http".equals(url.getScheme()) && InetAddress.getByName(url.getHost()).isLoopbackAddress();
    if (!"https".equals(url.getScheme()) && !here) {
      throw new IllegalArgumentException("keys are fetched by https only");
    }
    return url;
  }

  private static PublicKey publicKey(String pem) throws GeneralSecurityException {
    if (pem.contains("-----BEGIN CERTIFICATE-----")) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
          .getPublicKey();
    }
    if (!pem.contains("-----BEGIN PUBLIC KEY-----")) {
      throw new IllegalArgumentException("a PEM file must have a PUBLIC KEY or a CERTIFICATE");
    }
    String body =
        pem.replaceFirst("(?s).*-----BEGIN PUBLIC KEY-----", "")
            .replaceFirst("(?s)-----END PUBLIC KEY-----.*", "")
            .replaceAll("\\s", "");
    X509EncodedKeySpec spec = new X509EncodedKeySpec(Base64.getDecoder().decode(body));
    for (String kind : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(spec);
      } catch (InvalidKeySpecException e) {
        // It is of the other kind, or of none that a token may be signed with.
        continue;
      }
    }
    throw new IllegalArgumentException("the key is neither an RSA nor an EC one");
  }

  private static JWK jwk(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return new RSAKey.Builder(rsa).build();
    }
    if (key instanceof ECPublicKey ec) {
      return new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
    }
    throw new IllegalArgumentException("the key is neither an RSA nor an EC one");
  }

  private static SkeinException invalid(String place, String reason, Exception cause) {
    return new SkeinException(
        ErrorCode.INVALID_REQUEST, "--jwt-keys %s: %s".formatted(place, reason), cause);
  }
}
