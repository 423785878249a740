package org.nakhoda.controllers.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/** What a certificate request (PKCS #10) asks for, whose sender has proved to have the key. */
record RequestedCertificate(PKCS10CertificationRequest request, Optional<GeneralNames> alternativeNames) {
    /** Used as it is, and not registered: nothing else in the process is to change with it. */
    static final Provider PROVIDER = new BouncyCastleProvider();

    /**
     * @param encoded base64 of PEM, as in {@code spec.request}
     * @throws GeneralSecurityException saying what is wrong with it
     */
    static RequestedCertificate parse(String encoded) throws GeneralSecurityException {
        try {
            String pem = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.US_ASCII);
            Object read = new PEMParser(new StringReader(pem)).readObject();
            if (!(read instanceof PKCS10CertificationRequest request)) {
                throw new GeneralSecurityException("the request holds no PEM block CERTIFICATE REQUEST");
            }
            var verifier = new JcaContentVerifierProviderBuilder()
                    .setProvider(PROVIDER)
                    .build(request.getSubjectPublicKeyInfo());
            if (!request.isSignatureValid(verifier)) {
                throw new GeneralSecurityException("the request's signature is not of its own key");
            }
            Extensions extensions = request.getRequestedExtensions();
            return new RequestedCertificate(
                    request,
                    Optional.ofNullable(
                            extensions == null
                                    ? null
                                    : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName)));
        } catch (IOException | OperatorCreationException | PKCSException | IllegalArgumentException e) {
            throw new GeneralSecurityException("the request cannot be read: " + e.getMessage(), e);
        }
    }

    X500Name subject() {
        return request.getSubject();
    }

    /** Empty if there is none. */
    String commonName() {
        List<String> names = values(BCStyle.CN);
        return names.isEmpty() ? "" : names.get(0);
    }

    List<String> organizations() {
        return values(BCStyle.O);
    }

    boolean hasAlternativeNames() {
        return alternativeNames.isPresent() && alternativeNames.get().getNames().length > 0;
    }

    boolean hasDnsOrIpNames() {
        return has(GeneralName.dNSName) || has(GeneralName.iPAddress);
    }

    boolean hasMailOrUriNames() {
        return has(GeneralName.rfc822Name) || has(GeneralName.uniformResourceIdentifier);
    }

    private boolean has(int tag) {
        if (alternativeNames.isPresent()) {
            for (GeneralName name : alternativeNames.get().getNames()) {
                if (name.getTagNo() == tag) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<String> values(ASN1ObjectIdentifier type) {
        List<String> values = new ArrayList<>();
        for (var rdn : subject().getRDNs()) {
            for (var attribute : rdn.getTypesAndValues()) {
                if (attribute.getType().equals(type)) {
                    values.add(IETFUtils.valueToString(attribute.getValue()).replaceAll("\\\\(.)", "$1"));
                }
            }
        }
        return values;
    }
}
