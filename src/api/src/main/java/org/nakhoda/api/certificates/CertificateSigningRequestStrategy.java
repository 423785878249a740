package org.nakhoda.api.certificates;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is special about requests for certificates. Their specification never changes; approving, denying and signing are
 * writes of subresources. Who asks is written into a new request by the API server, from the caller's identity.
 */
public final class CertificateSigningRequestStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int LEAST_SECONDS = 600;
    private static final Set<String> USAGES = Set.of(
            "any",
            "cert sign",
            "client auth",
            "code signing",
            "content commitment",
            "crl sign",
            "data encipherment",
            "decipher only",
            "digital signature",
            "email protection",
            "encipher only",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "key agreement",
            "key encipherment",
            "microsoft sgc",
            "netscape sgc",
            "ocsp signing",
            "s/mime",
            "server auth",
            "signing",
            "timestamping");

    CertificateSigningRequestStrategy() {
        super(Scope.CLUSTER, Shape.STATUS, Names::subdomain);
    }

    @Override
    public void validate(ObjectNode request, FieldErrors errors) {
        super.validate(request, errors);
        JsonNode spec = request.path("spec");
        if (!pem(Tree.text(spec, "request"), "CERTIFICATE REQUEST")) {
            errors.invalid(SPEC.child("request"), spec.path("request"), "PEM block type must be CERTIFICATE REQUEST");
        }
        if (Values.required(spec, "usages", SPEC, errors)) {
            Set<String> seen = new HashSet<>();
            int index = 0;
            for (JsonNode usage : spec.path("usages")) {
                FieldPath at = SPEC.child("usages").index(index++);
                if (!USAGES.contains(usage.asString(""))) {
                    errors.notSupported(at, usage, USAGES);
                } else if (!seen.add(usage.asString(""))) {
                    errors.duplicate(at, usage);
                }
            }
        }
        signerName(spec, errors);
        if (Tree.number(spec, "expirationSeconds", LEAST_SECONDS) < LEAST_SECONDS) {
            errors.invalid(
                    SPEC.child("expirationSeconds"),
                    spec.path("expirationSeconds"),
                    "may not specify a duration less than " + LEAST_SECONDS + " seconds (10 minutes)");
        }
    }

    /** A fully qualified name: a domain of two labels at least, a slash, and a path. */
    private static void signerName(JsonNode spec, FieldErrors errors) {
        if (!Values.required(spec, "signerName", SPEC, errors)) {
            return;
        }
        String name = Tree.text(spec, "signerName");
        int slash = name.indexOf('/');
        String fault = null;
        if (slash < 0) {
            fault = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
        } else if (name.indexOf('/', slash + 1) >= 0 || Names.subdomain(name.substring(slash + 1)) != null) {
            fault = "path must be a lowercase RFC 1123 subdomain";
        } else if (Names.subdomain(name.substring(0, slash)) != null
                || name.indexOf('.') > slash
                || name.indexOf('.') < 0) {
            fault = "should be a domain with at least two segments separated by dots";
        }
        if (fault != null) {
            errors.invalid(SPEC.child("signerName"), name, fault);
        }
    }

    /** Whether base64 text holds PEM blocks, all of {@code type}. */
    private static boolean pem(String encoded, String type) {
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return false;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int blocks = text.split("-----BEGIN ", -1).length - 1;
        int ofType = text.split("-----BEGIN " + type + "-----", -1).length - 1;
        return blocks > 0 && blocks == ofType && text.contains("-----END " + type + "-----");
    }

    /** Nothing but metadata. */
    @Override
    public void prepareForUpdate(ObjectNode request, ObjectNode old) {
        super.prepareForUpdate(request, old);
        Tree.carry(old, request, "spec");
    }

    /** Everything but the verdicts, which only the approval subresource writes. */
    @Override
    public void prepareForStatusUpdate(ObjectNode request, ObjectNode old) {
        super.prepareForStatusUpdate(request, old);
        ArrayNode conditions = Json.array();
        for (ObjectNode condition : Tree.objects(old.path("status"), "conditions")) {
            if (CertificateConditions.VERDICTS.contains(Tree.text(condition, "type"))) {
                conditions.add(condition);
            }
        }
        for (ObjectNode condition : Tree.objects(request.path("status"), "conditions")) {
            if (!CertificateConditions.VERDICTS.contains(Tree.text(condition, "type"))) {
                conditions.add(condition);
            }
        }
        if (!conditions.isEmpty()) {
            Tree.child(request, "status").set("conditions", conditions);
        }
    }

    @Override
    public void validateStatusUpdate(ObjectNode request, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(request, old, errors);
        CertificateConditions.validate(request, errors);
        CertificateConditions.kept(request, old, Set.of("Failed"), errors);
        JsonNode certificate = request.path("status").path("certificate");
        FieldPath path = FieldPath.of("status").child("certificate");
        String before = Tree.text(old, "status", "certificate");
        if (!before.isEmpty() && !before.equals(certificate.asString(""))) {
            errors.forbidden(path, "updates may not change or remove a certificate");
        } else if (!certificate.asString("").isEmpty() && !pem(certificate.asString(""), "CERTIFICATE")) {
            errors.invalid(path, certificate, "PEM block type must be CERTIFICATE");
        }
    }

    /**
     * The state after a write of the approval subresource: the conditions of {@code wanted}, everything else as it was.
     */
    public ObjectNode approved(ObjectNode wanted, ObjectNode old, Instant now) {
        ObjectNode request = old.deepCopy();
        JsonNode conditions = wanted.path("status").path("conditions");
        if (conditions.isEmpty()) {
            Tree.child(request, "status").remove("conditions");
        } else {
            Tree.child(request, "status").set("conditions", conditions.deepCopy());
        }
        CertificateConditions.complete(request, old, now);
        return request;
    }

    /** What a write of the approval subresource may do: add a verdict, and never take one back. */
    public void validateApproval(ObjectNode request, ObjectNode old, FieldErrors errors) {
        CertificateConditions.validate(request, errors);
        CertificateConditions.kept(request, old, Set.of("Approved", "Denied", "Failed"), errors);
    }
}
