package org.nakhoda.controllers.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** The cluster's certificate authority, with its key. Only the API server's process has it. */
public final class ClusterAuthority {
    private static final Duration LONGEST = Duration.ofDays(365);
    /** Clocks of one cluster may differ by this much. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Map<String, Integer> KEY_USAGES = Map.of(
            "signing", KeyUsage.digitalSignature,
            "digital signature", KeyUsage.digitalSignature,
            "content commitment", KeyUsage.nonRepudiation,
            "key encipherment", KeyUsage.keyEncipherment,
            "key agreement", KeyUsage.keyAgreement,
            "data encipherment", KeyUsage.dataEncipherment,
            "encipher only", KeyUsage.encipherOnly,
            "decipher only", KeyUsage.decipherOnly);
    private static final Map<String, KeyPurposeId> PURPOSES = Map.of(
            "any", KeyPurposeId.anyExtendedKeyUsage,
            "client auth", KeyPurposeId.id_kp_clientAuth,
            "server auth", KeyPurposeId.id_kp_serverAuth,
            "code signing", KeyPurposeId.id_kp_codeSigning,
            "email protection", KeyPurposeId.id_kp_emailProtection,
            "s/mime", KeyPurposeId.id_kp_emailProtection,
            "timestamping", KeyPurposeId.id_kp_timeStamping,
            "ocsp signing", KeyPurposeId.id_kp_OCSPSigning);

    private final X509Certificate certificate;
    private final PrivateKey key;

    private ClusterAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * @param certificate its file, in PEM
     * @param key its file, PKCS #8 in PEM
     * @throws GeneralSecurityException if what is in them is of no use
     */
    public static ClusterAuthority load(Path certificate, Path key) throws IOException, GeneralSecurityException {
        X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate)));
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(key, StandardCharsets.US_ASCII)))) {
            if (!(parser.readObject() instanceof PrivateKeyInfo info)) {
                throw new GeneralSecurityException(key + " holds no PEM block PRIVATE KEY");
            }
            return new ClusterAuthority(
                    read,
                    new JcaPEMKeyConverter()
                            .setProvider(RequestedCertificate.PROVIDER)
                            .getPrivateKey(info));
        }
    }

    /**
     * @param usages Kubernetes' names
     * @param lifetime how long it is wanted for; it is never longer than a year, nor than the authority's own
     * @return the certificate in PEM
     */
    String sign(RequestedCertificate wanted, Set<String> usages, Duration lifetime, Instant now)
            throws GeneralSecurityException {
        Instant end = now.plus(lifetime.compareTo(LONGEST) < 0 ? lifetime : LONGEST);
        Instant own = certificate.getNotAfter().toInstant();
        try {
            var builder = new X509v3CertificateBuilder(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    new BigInteger(127, RANDOM).setBit(126),
                    Date.from(now.minus(SKEW)),
                    Date.from(end.isBefore(own) ? end : own),
                    wanted.subject(),
                    wanted.request().getSubjectPublicKeyInfo());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            int bits = usages.stream()
                    .mapToInt(usage -> KEY_USAGES.getOrDefault(usage, 0))
                    .reduce(0, (one, other) -> one | other);
            if (bits != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
            }
            List<KeyPurposeId> purposes = new ArrayList<>();
            usages.stream()
                    .sorted()
                    .filter(PURPOSES::containsKey)
                    .map(PURPOSES::get)
                    .forEach(purposes::add);
            if (!purposes.isEmpty()) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
            }
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
            if (wanted.hasAlternativeNames()) {
                boolean named = wanted.subject().getRDNs().length > 0;
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        !named,
                        wanted.alternativeNames().orElseThrow());
            }
            String algorithm = key.getAlgorithm().startsWith("EC") ? "SHA256withECDSA" : "SHA256withRSA";
            byte[] der = builder.build(new JcaContentSignerBuilder(algorithm)
                            .setProvider(RequestedCertificate.PROVIDER)
                            .build(key))
                    .getEncoded();
            StringWriter text = new StringWriter();
            try (PemWriter pem = new PemWriter(text)) {
                pem.writeObject(new PemObject("CERTIFICATE", der));
            }
            return text.toString();
        } catch (IOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
