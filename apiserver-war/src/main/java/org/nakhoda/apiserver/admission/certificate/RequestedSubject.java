package org.nakhoda.apiserver.admission.certificate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Who a request for a certificate (PKCS #10) asks to be: in Kubernetes the common name is the user, organizations are groups. */
public record RequestedSubject(String commonName, Set<String> organizations) {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    public RequestedSubject {
        organizations = Set.copyOf(organizations);
    }

    /**
     * @param encoded PEM in base64, as it stands in {@code spec.request}
     * @return empty if it is no such request
     */
    public static Optional<RequestedSubject> of(String encoded) {
        try {
            String pem = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
            byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            ByteBuffer information = content(content(ByteBuffer.wrap(der), SEQUENCE), SEQUENCE);
            content(information, INTEGER);
            int start = information.position();
            content(information, SEQUENCE);
            byte[] subject = new byte[information.position() - start];
            information.get(start, subject);
            return Optional.of(of(new X500Principal(subject)));
        } catch (RuntimeException | InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static RequestedSubject of(X500Principal subject) throws InvalidNameException {
        String commonName = "";
        Set<String> organizations = new HashSet<>();
        for (Rdn rdn : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
            var attributes = rdn.toAttributes().getAll();
            while (attributes.hasMoreElements()) {
                var attribute = attributes.nextElement();
                try {
                    String value = String.valueOf(attribute.get());
                    if (attribute.getID().equalsIgnoreCase("CN")) {
                        commonName = value;
                    } else if (attribute.getID().equalsIgnoreCase("O")) {
                        organizations.add(value);
                    }
                } catch (javax.naming.NamingException e) {
                    throw new IllegalArgumentException(e);
                }
            }
        }
        return new RequestedSubject(commonName, organizations);
    }

    /** Reads one element (DER) and moves on behind it. */
    private static ByteBuffer content(ByteBuffer from, int tag) {
        if ((from.get() & 0xff) != tag) {
            throw new IllegalArgumentException("no element " + tag);
        }
        int length = from.get() & 0xff;
        if (length >= 0x80) {
            int bytes = length & 0x7f;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = Math.addExact(Math.multiplyExact(length, 256), from.get() & 0xff);
            }
        }
        ByteBuffer content = from.slice().limit(length).slice();
        from.position(from.position() + length);
        return content;
    }
}
