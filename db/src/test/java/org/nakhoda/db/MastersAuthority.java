package org.nakhoda.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of masters that lives as long as a test. */
public final class MastersAuthority {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final X500Name name = new X500Name("CN=masters-ca");
    private final KeyPair keys = newKeys();
    private long serial = 1;

    /** A master's, valid for one address: writes {@code masters-ca.crt}, {@code master.crt} and {@code master.key}. */
    public Path issue(Path pki, String member, String address) {
        return issueTo(pki, "nakhoda:master:" + member, address);
    }

    /** As {@link #issue}, for somebody who need not be a master. */
    public Path issueTo(Path pki, String commonName, String address) {
        try {
            Files.createDirectories(pki);
            KeyPair own = newKeys();
            X509v3CertificateBuilder certificate = builder(new X500Name("CN=" + commonName), own);
            certificate.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, address)
            }));
            certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            X509v3CertificateBuilder authority = builder(name, keys);
            authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            write(pki.resolve("masters-ca.crt"), "CERTIFICATE", sign(authority).getEncoded());
            write(pki.resolve("master.crt"), "CERTIFICATE", sign(certificate).getEncoded());
            write(pki.resolve("master.key"), "PRIVATE KEY", own.getPrivate().getEncoded());
            return pki;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair of) throws CertIOException {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(serial++),
                Date.from(now.minusSeconds(60)),
                Date.from(now.plusSeconds(3600)),
                subject,
                of.getPublic());
    }

    private X509CertificateHolder sign(X509v3CertificateBuilder certificate) {
        try {
            return certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String type, byte[] content) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + type + "-----\n" + LINES.encodeToString(content) + "\n-----END " + type + "-----\n");
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
