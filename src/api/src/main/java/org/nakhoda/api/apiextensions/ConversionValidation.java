package org.nakhoda.api.apiextensions;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.admissionregistration.WebhookAddress;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/** The rules of {@code spec.conversion}. Kubernetes names the fields as they are called inside its server, and so does this. */
final class ConversionValidation {
    private static final FieldPath CONVERSION = FieldPath.of("spec").child("conversion");
    private static final FieldPath CONFIG = CONVERSION.child("webhookClientConfig");
    private static final FieldPath REVIEWS = CONVERSION.child("conversionReviewVersions");
    private static final List<String> SUPPORTED = List.of("v1", "v1beta1");

    private ConversionValidation() {}

    /** @param old the declaration before; missing for a new one */
    static void check(JsonNode spec, JsonNode old, FieldErrors errors) {
        JsonNode conversion = spec.path("conversion");
        JsonNode webhook = conversion.path("webhook");
        if (!Values.required(conversion, "strategy", CONVERSION, errors)) {
            return;
        }
        Values.oneOf(conversion, "strategy", List.of("None", "Webhook"), CONVERSION, errors);
        if (Tree.text(conversion, "strategy").equals("Webhook")) {
            config(
                    webhook.path("clientConfig"),
                    old.path("conversion").path("webhook").path("clientConfig"),
                    errors);
            reviews(webhook.path("conversionReviewVersions"), errors);
        } else {
            if (webhook.path("clientConfig").isObject()) {
                errors.forbidden(CONFIG, "should not be set when strategy is not set to Webhook");
            }
            if (!webhook.path("conversionReviewVersions").isEmpty()) {
                errors.forbidden(REVIEWS, "should not be set when strategy is not set to Webhook");
            }
        }
    }

    private static void config(JsonNode config, JsonNode old, FieldErrors errors) {
        if (!config.isObject()) {
            errors.required(CONFIG, "required when strategy is set to Webhook");
            return;
        }
        boolean url = config.path("url").isString();
        if (url == config.path("service").isObject()) {
            errors.required(CONFIG, "exactly one of url or service is required");
        } else if (url) {
            WebhookAddress.url(Tree.text(config, "url"), CONFIG.child("url"), errors);
        } else {
            WebhookAddress.service(config.path("service"), CONFIG.child("service"), errors);
        }
        JsonNode bundle = config.path("caBundle");
        if (!bundle.asString("").isEmpty() && !bundle.equals(old.path("caBundle"))) {
            bundle(bundle, errors);
        }
    }

    /** A bundle that stood there before stays: it may have been accepted when this was not looked at. */
    private static void bundle(JsonNode bundle, FieldErrors errors) {
        try {
            byte[] pem = Base64.getMimeDecoder().decode(bundle.asString());
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty()) {
                throw new CertificateException("there is no certificate in it");
            }
        } catch (CertificateException | IllegalArgumentException e) {
            errors.invalid(CONFIG.child("caBundle"), bundle, "unable to load root certificates: " + e.getMessage());
        }
    }

    private static void reviews(JsonNode versions, FieldErrors errors) {
        if (versions.isEmpty()) {
            errors.required(REVIEWS, "");
            return;
        }
        Set<String> seen = new HashSet<>();
        boolean understood = false;
        for (int i = 0; i < versions.size(); i++) {
            String version = versions.get(i).asString("");
            understood |= SUPPORTED.contains(version);
            String fault = Names.dns1035Label(version);
            if (!seen.add(version)) {
                errors.invalid(REVIEWS.index(i), version, "duplicate version");
            } else if (fault != null) {
                errors.invalid(REVIEWS.index(i), version, fault);
            }
        }
        if (!understood) {
            errors.invalid(REVIEWS, versions, "must include at least one of " + String.join(", ", SUPPORTED));
        }
    }
}
