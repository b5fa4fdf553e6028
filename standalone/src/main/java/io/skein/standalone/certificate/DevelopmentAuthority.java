package io.skein.standalone.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for development and tests, in a folder: {@code ca.pem} is its
 * certificate, {@code ca-key.pem} its private key. Keys are elliptic (P-256). Not thread-safe.
 */
public final class DevelopmentAuthority {
  private static final String CERTIFICATE = "ca.pem";
  private static final String KEY = "ca-key.pem";

  private final Path folder;
  private final X509Certificate certificate;
  private final PrivateKey key;

  private DevelopmentAuthority(Path folder, X509Certificate certificate, PrivateKey key) {
    this.folder = folder;
    this.certificate = certificate;
    this.key = key;
  }

  /** What a certificate is for. */
  public enum Use {
    /** A node, which others connect to and which connects to others. */
    NODE,
    /** A client, which only connects. */
    CLIENT
  }

  /**
   * Returns the authority of the folder, which is made if there is none yet.
   *
   * @param validity how long a new authority is good
   * @throws IOException if the folder cannot be read or written
   */
  public static DevelopmentAuthority in(Path folder, Duration validity) throws IOException {
    Files.createDirectories(folder);
    try {
      if (Files.exists(folder.resolve(CERTIFICATE))) {
        return new DevelopmentAuthority(
            folder,
            certificate(Files.readString(folder.resolve(CERTIFICATE))),
            privateKey(Files.readString(folder.resolve(KEY))));
      }
      KeyPair pair = newKeys();
      X500Principal name = new X500Principal("CN=Skein development authority");
      X509v3CertificateBuilder builder = builder(name, name, pair, validity);
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      X509Certificate certificate = sign(builder, pair.getPrivate());
      PrivateFile.create(folder.resolve(KEY), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      Files.writeString(folder.resolve(CERTIFICATE), pem("CERTIFICATE", certificate.getEncoded()));
      return new DevelopmentAuthority(folder, certificate, pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** Returns the file of the authority's certificate, which those need who are to trust it. */
  public Path file() {
    return folder.resolve(CERTIFICATE);
  }

  /**
   * Makes a private key and a certificate, in one file of the folder, {@code <name>.pem}.
   *
   * @param hosts names and addresses by which others reach the holder
   * @throws java.nio.file.FileAlreadyExistsException if there is one of that name
   */
  public Path issue(String name, List<String> hosts, Use use, Duration validity)
      throws IOException {
    if (!name.matches("[A-Za-z0-9._-]+") || List.of("ca", "ca-key").contains(name)) {
      throw new IllegalArgumentException(
          "a name may have letters, digits, '.', '_' and '-', and is not ca: '%s'".formatted(name));
    }
    try {
      KeyPair pair = newKeys();
      X509v3CertificateBuilder builder =
          builder(
              certificate.getSubjectX500Principal(),
              new X500Principal("CN=" + name),
              pair,
              validity);
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(Extension.extendedKeyUsage, false, purposes(use));
      if (!hosts.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                hosts.stream().map(DevelopmentAuthority::host).toArray(GeneralName[]::new)));
      }
      Path file = folder.resolve(name + ".pem");
      PrivateFile.create(
          file,
          pem("PRIVATE KEY", pair.getPrivate().getEncoded())
              + pem("CERTIFICATE", sign(builder, key).getEncoded()));
      return file;
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("cannot make a certificate of %s: %s".formatted(name, e), e);
    }
  }

  private static ExtendedKeyUsage purposes(Use use) {
    return use == Use.NODE
        ? new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth})
        : new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
  }

  private static GeneralName host(String host) {
    boolean address = host.matches("[0-9.]+") || host.contains(":");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, KeyPair pair, Duration validity)
      throws CertIOException {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(120, new SecureRandom()),
        // Clocks differ.
        Date.from(now.minus(Duration.ofHours(1))),
        Date.from(now.plus(validity)),
        subject,
        pair.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private static String pem(String kind, byte[] bytes) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, body, kind);
  }

  private static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
  }
}
