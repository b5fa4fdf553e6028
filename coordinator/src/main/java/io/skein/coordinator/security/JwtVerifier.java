package io.skein.coordinator.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import io.skein.protocol.security.Caller;
import io.skein.protocol.security.TableGrants;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says who presents a JWT: signed by a known key with an allowed algorithm, from the issuer, for
 * the audience, and not expired. Thread-safe.
 */
final class JwtVerifier {
  private static final int SKEW_SECONDS = 30;

  private final JwtOptions options;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * Creates a verifier.
   *
   * @throws SkeinException INVALID_REQUEST if there is no key at the place that the options name
   */
  JwtVerifier(JwtOptions options) {
    this.options = options;
    JWKSource<SecurityContext> keys = JwtKeys.at(options.keys());
    Set<JWSAlgorithm> algorithms =
        options.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            options.audience().map(Set::of).orElse(null),
            new JWTClaimsSet.Builder().issuer(options.issuer()).build(),
            Set.of("exp", options.userClaim()),
            Set.of());
    claims.setMaxClockSkew(SKEW_SECONDS);
    processor.setJWTClaimsSetVerifier(claims);
  }

  /**
   * Returns who presents the token.
   *
   * @throws SkeinException UNAUTHENTICATED if it is not accepted
   */
  Caller verify(String token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      List<String> tables = claims.getStringListClaim(options.tablesClaim());
      return new Caller(
          claims.getStringClaim(options.userClaim()),
          tables == null ? options.defaultTables() : new TableGrants(tables));
    } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
      // The library's words are about claims and algorithms; they do not quote the token.
      throw new SkeinException(
          ErrorCode.UNAUTHENTICATED, "the JWT is not accepted: " + reason(e), e);
    }
  }

  private static String reason(Exception error) {
    return error instanceof ParseException ? "it is malformed" : error.getMessage();
  }
}
